"""The way from PyTorch into actsearch.

`save` writes any classifier as a file that actsearch trains, searches and gives back:

    import actsearch

    actsearch.save(MyModel, (3, 32, 32), "model.pt2", starts=10)

The same as a command: `python -m actsearch.save my_file:MyModel --input 3,32,32 --out model.pt2 --starts 10`.
"""

from .exporting import Saved, save
from .refusal import SaveError

__all__ = ["SaveError", "Saved", "save"]
