//! One scan: every block of it has to be there, whatever it says.

use super::Flaw;
use super::bits::Bits;
use super::frame::{Band, Component, Frame, Member};
use super::huffman::Codes;

/// The tables that are in force.
#[derive(Default)]
pub(super) struct Tables {
    pub dc: [Option<Codes>; 4],
    pub ac: [Option<Codes>; 4],
    /// How many units there are between two restarts; 0 where there are no restarts.
    pub interval: usize,
}

/// Walks through a scan; the place behind the marker that ends it, and this marker.
pub(super) fn walk(
    file: &[u8],
    start: usize,
    frame: &mut Frame,
    tables: &Tables,
    members: &[Member],
    band: Band,
) -> Result<(usize, u8), Flaw> {
    let units = frame.units(members);
    let mut bits = Bits::new(file, start);
    let mut run = 0;
    for unit in 0..units {
        if tables.interval > 0 && unit > 0 && unit % tables.interval == 0 {
            let expected = 0xd0 + (unit / tables.interval - 1) % 8;
            match bits.finish()? {
                (at, code) if usize::from(code) == expected => bits = Bits::new(file, at),
                (_, 0xd0..=0xd7) => return Err(Flaw::Damaged("a part between two restarts is missing")),
                _ => return Err(Flaw::Ends),
            }
            run = 0;
        }
        for member in members {
            let is_alone = members.len() == 1;
            let blocks = if is_alone { 1 } else { frame.components[member.component].blocks_of_unit() };
            for number in 0..blocks {
                let block = frame.block(*member, unit, number, is_alone);
                let component = &mut frame.components[member.component];
                if frame.is_progressive {
                    progressive(&mut bits, component, block, tables, *member, band, &mut run)?;
                } else {
                    sequential(&mut bits, tables, *member)?;
                }
            }
        }
    }
    bits.finish()
}

fn codes(tables: &[Option<Codes>; 4], number: usize) -> Result<&Codes, Flaw> {
    tables.get(number).and_then(Option::as_ref).ok_or(Flaw::Damaged("a table of codes is missing"))
}

const TOO_MANY: Flaw = Flaw::Damaged("a block has more coefficients than fit");

/// The first coefficient of a block, as its difference to the one before.
fn first(bits: &mut Bits, codes: &Codes) -> Result<(), Flaw> {
    match codes.read(bits)? {
        size @ 0..=15 => bits.take(u32::from(size)).map(drop),
        _ => Err(Flaw::Damaged("a coefficient has more bits than fit")),
    }
}

fn sequential(bits: &mut Bits, tables: &Tables, member: Member) -> Result<(), Flaw> {
    first(bits, codes(&tables.dc, member.dc)?)?;
    let codes = codes(&tables.ac, member.ac)?;
    let mut place = 1;
    while place < 64 {
        let symbol = codes.read(bits)?;
        match (usize::from(symbol >> 4), u32::from(symbol & 15)) {
            (15, 0) => place += 16,
            (_, 0) => return Ok(()),
            (zeros, size) => {
                place += zeros + 1;
                bits.take(size)?;
            }
        }
        if place > 64 {
            return Err(TOO_MANY);
        }
    }
    Ok(())
}

fn progressive(
    bits: &mut Bits,
    component: &mut Component,
    block: usize,
    tables: &Tables,
    member: Member,
    band: Band,
    run: &mut u32,
) -> Result<(), Flaw> {
    match (band.first, band.high) {
        (0, 0) => first(bits, codes(&tables.dc, member.dc)?),
        (0, _) => bits.take(1).map(drop),
        (_, high) => {
            let codes = codes(&tables.ac, member.ac)?;
            let there = component.there.get_mut(block).ok_or(Flaw::Damaged("a block lies outside"))?;
            if high == 0 {
                begun(bits, codes, there, band, run)
            } else {
                refined(bits, codes, there, band, run)
            }
        }
    }
}

/// How many blocks a code of this size says to have nothing more, this one included.
fn run_of(bits: &mut Bits, size: u32) -> Result<u32, Flaw> {
    Ok((1 << size) + bits.take(size)?)
}

/// The first bits of some coefficients; `there` marks those that are not 0.
fn begun(bits: &mut Bits, codes: &Codes, there: &mut u64, band: Band, run: &mut u32) -> Result<(), Flaw> {
    if *run > 0 {
        *run -= 1;
        return Ok(());
    }
    let mut place = band.first;
    while place <= band.last {
        let symbol = codes.read(bits)?;
        match (u32::from(symbol >> 4), u32::from(symbol & 15)) {
            (15, 0) => place += 16,
            (size, 0) => {
                *run = run_of(bits, size)? - 1;
                return Ok(());
            }
            (zeros, size) => {
                place += zeros as usize;
                if place > band.last {
                    return Err(TOO_MANY);
                }
                *there |= 1 << place;
                place += 1;
                bits.take(size)?;
            }
        }
    }
    Ok(())
}

/// One more bit of some coefficients: of those that are not 0, and of those that are no longer 0 with it.
fn refined(bits: &mut Bits, codes: &Codes, there: &mut u64, band: Band, run: &mut u32) -> Result<(), Flaw> {
    let mut place = band.first;
    while *run == 0 && place <= band.last {
        let symbol = codes.read(bits)?;
        let (mut zeros, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
        match size {
            0 if zeros < 15 => {
                *run = run_of(bits, zeros)?;
                break;
            }
            0 => {}
            1 => drop(bits.take(1)?),
            _ => return Err(Flaw::Damaged("a coefficient is refined by more than one bit")),
        }
        while place <= band.last {
            if *there >> place & 1 == 1 {
                bits.take(1)?;
            } else if zeros == 0 {
                break;
            } else {
                zeros -= 1;
            }
            place += 1;
        }
        if size == 1 {
            if place > band.last {
                return Err(TOO_MANY);
            }
            *there |= 1 << place;
        }
        place += 1;
    }
    if *run > 0 {
        for place in place..=band.last {
            bits.take(u32::from(*there >> place & 1 == 1))?;
        }
        *run -= 1;
    }
    Ok(())
}
