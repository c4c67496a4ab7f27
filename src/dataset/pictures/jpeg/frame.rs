//! The frame of a JPEG: its size, its components, and how much of them has been there.

use super::Flaw;

/// What all scans of a picture have in common.
#[derive(Debug)]
pub(super) struct Frame {
    pub is_progressive: bool,
    height: usize,
    width: usize,
    /// The largest factors of sampling.
    most: [usize; 2],
    pub components: Vec<Component>,
}

/// One component: brightness, or a colour.
#[derive(Debug)]
pub(super) struct Component {
    pub name: u8,
    /// Its factors of sampling: vertically and horizontally.
    factors: [usize; 2],
    /// How many blocks there are in a row, filled up to whole units.
    columns: usize,
    /// For every block of a progressive picture, which of its coefficients are not 0 so far.
    pub there: Vec<u64>,
    /// For every coefficient the lowest bit that is known.
    known: [Option<u8>; 64],
}

/// Which coefficients a scan brings, and how many of their bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Band {
    pub first: usize,
    pub last: usize,
    /// The lowest bit that was known before; 0 where none was.
    pub high: u8,
    /// The lowest bit that is known afterwards.
    pub low: u8,
}

/// A component in a scan: which it is, and its tables.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub component: usize,
    pub dc: usize,
    pub ac: usize,
}

impl Frame {
    /// Reads the header of a frame, of a file that has so many bytes in all.
    pub fn parse(header: &[u8], is_progressive: bool, len: usize) -> Result<Self, Flaw> {
        let &[_, a, b, c, d, count, ref rest @ ..] = header else { return Err(SHORT) };
        let [height, width] = [[a, b], [c, d]].map(|side| usize::from(u16::from_be_bytes(side)));
        let (triples, others) = rest.as_chunks::<3>();
        if height == 0 || width == 0 || triples.len() != usize::from(count) || !others.is_empty() {
            return Err(SHORT);
        }
        let factors = |[_, both, _]: &[u8; 3]| [usize::from(both & 15), usize::from(both >> 4)];
        let is_fine = |side: &usize| (1..=4).contains(side);
        if !(1..=4).contains(&count) || !triples.iter().flat_map(factors).all(|side| is_fine(&side)) {
            return Err(SHORT);
        }
        let most = [0, 1].map(|side| triples.iter().map(|triple| factors(triple)[side]).max().unwrap_or(1));
        let mut frame = Self { is_progressive, height, width, most, components: Vec::new() };
        let [rows, columns] = frame.units_of_all();
        let blocks: usize =
            triples.iter().map(|triple| rows * columns * factors(triple).iter().product::<usize>()).sum();
        // A block takes a bit at least, and most take many more.
        if blocks > len.saturating_mul(8) {
            return Err(Flaw::Ends);
        }
        frame.components = triples
            .iter()
            .map(|triple| {
                let [down, across] = factors(triple);
                let blocks = if is_progressive { rows * down * columns * across } else { 0 };
                let (there, known) = (vec![0; blocks], [None; 64]);
                Component {
                    name: triple[0],
                    factors: [down, across],
                    columns: columns * across,
                    there,
                    known,
                }
            })
            .collect();
        Ok(frame)
    }

    /// The rows and columns of units that have all components.
    fn units_of_all(&self) -> [usize; 2] {
        [self.height.div_ceil(8 * self.most[0]), self.width.div_ceil(8 * self.most[1])]
    }

    /// The rows and columns of blocks that a component has by itself.
    fn blocks_alone(&self, component: &Component) -> [usize; 2] {
        let side =
            |size: usize, side: usize| (size * component.factors[side]).div_ceil(self.most[side]).div_ceil(8);
        [side(self.height, 0), side(self.width, 1)]
    }

    /// How many units a scan of these components has.
    pub fn units(&self, members: &[Member]) -> usize {
        match members {
            [member] => self.blocks_alone(&self.components[member.component]).iter().product(),
            _ => self.units_of_all().iter().product(),
        }
    }

    /// The place of a block of a unit among all blocks of its component.
    pub fn block(&self, member: Member, unit: usize, number: usize, is_alone: bool) -> usize {
        let component = &self.components[member.component];
        let [down, across] = component.factors;
        let (row, column) = if is_alone {
            let columns = self.blocks_alone(component)[1];
            (unit / columns, unit % columns)
        } else {
            let columns = self.units_of_all()[1];
            (unit / columns * down + number / across, unit % columns * across + number % across)
        };
        row * component.columns + column
    }

    /// Notes what a scan has brought.
    pub fn note(&mut self, members: &[Member], band: Band) {
        for member in members {
            self.components[member.component].known[band.first..=band.last].fill(Some(band.low));
        }
    }

    /// Makes sure that nothing is missing at the end.
    pub fn check(&self) -> Result<(), Flaw> {
        let is_whole = |component: &Component| {
            component.known[0].is_some() && component.known.iter().flatten().all(|low| *low == 0)
        };
        if self.components.iter().all(is_whole) { Ok(()) } else { Err(Flaw::Ends) }
    }
}

impl Component {
    /// How many of its blocks a unit has.
    pub fn blocks_of_unit(&self) -> usize {
        self.factors.iter().product()
    }
}

const SHORT: Flaw = Flaw::Damaged("the header of its frame is damaged");
