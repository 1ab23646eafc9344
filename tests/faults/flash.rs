//! Two slots of NOR flash that lose power in the middle of a byte, and whose bits flip.

use grantlet::{MARK, newest_record};

/// A slot has room for two copies of a record.
pub(crate) const COPY: usize = 96;
pub(crate) const SLOT: usize = 2 * COPY;

/// The power went.
pub(crate) struct Cut;

/// Where a write ends before its end: after so many bytes, with some bits of the next one done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct CutAt {
    pub(crate) byte: usize,
    pub(crate) bits: u8,
}

pub(crate) struct Flash {
    slots: [[u8; SLOT]; 2],
    copies: usize,
    /// What a slot was last to hold: a generation of the refresh token, and the record.
    intended: [Option<(u32, Vec<u8>)>; 2],
    pub(crate) erases: [u32; 2],
}

impl Flash {
    pub(crate) fn new(copies: usize) -> Self {
        Self { slots: [[0xFF; SLOT]; 2], copies, intended: [None, None], erases: [0; 2] }
    }

    pub(crate) fn copies(&self) -> usize {
        self.copies
    }

    pub(crate) fn erase(&mut self, slot: usize, cut: Option<CutAt>) -> Result<(), Cut> {
        self.erases[slot] += 1;
        for (at, byte) in self.slots[slot].iter_mut().enumerate() {
            match cut {
                Some(cut) if at == cut.byte => {
                    *byte |= cut.bits;
                    return Err(Cut);
                }
                _ => *byte = 0xFF,
            }
        }
        cut.map_or(Ok(()), |_| Err(Cut))
    }

    /// The same record as often as the device keeps copies of it, one behind the other.
    pub(crate) fn program(
        &mut self,
        slot: usize,
        generation: u32,
        record: &[u8],
        cut: Option<CutAt>,
    ) -> Result<(), Cut> {
        assert!(record.len() <= COPY);
        self.intended[slot] = Some((generation, record.to_vec()));
        let mut image = vec![0xFF; SLOT];
        for copy in 0..self.copies {
            image[copy * COPY..][..record.len()].copy_from_slice(record);
        }
        write(&mut self.slots[slot], &image, cut)
    }

    pub(crate) fn mark(&mut self, slot: usize, cut: Option<CutAt>) -> Result<(), Cut> {
        write(&mut self.slots[slot][..MARK.len()], &MARK, cut)
    }

    pub(crate) fn holds(&self, slot: usize, record: &[u8]) -> bool {
        (0..self.copies).all(|copy| &self.slots[slot][copy * COPY..][..record.len()] == record)
    }

    pub(crate) fn flip(&mut self, slot: usize, bit: usize) {
        let bit = bit % (self.copies * COPY * 8);
        self.slots[slot][bit / 8] ^= 1 << (bit % 8);
    }

    /// The slot whose readable record is the newest, by what was written and not by what is read.
    pub(crate) fn newer(&self) -> usize {
        let generations = [0, 1].map(|slot| self.readable(slot));
        usize::from(generations[1] > generations[0])
    }

    /// The generation that a slot can still be read to hold.
    pub(crate) fn readable(&self, slot: usize) -> Option<u32> {
        let (generation, record) = self.intended[slot].as_ref()?;
        let skip = MARK.len();
        let is_there =
            |copy: usize| self.slots[slot][copy * COPY..][..record.len()][skip..] == record[skip..];
        (0..self.copies).any(is_there).then_some(*generation)
    }

    pub(crate) fn newest_readable(&self) -> Option<u32> {
        self.readable(0).max(self.readable(1))
    }

    /// What a device hands to `restore`: of each slot the copy that is whole.
    pub(crate) fn slots(&self) -> [&[u8]; 2] {
        [&self.slots[0], &self.slots[1]].map(|slot| {
            let (first, second) = slot.split_at(COPY);
            if self.copies == 1 {
                return first;
            }
            [first, second][newest_record([first, second]).slot.unwrap_or(0)]
        })
    }
}

/// Programs ones to zeros, and nothing else.
fn write(bytes: &mut [u8], image: &[u8], cut: Option<CutAt>) -> Result<(), Cut> {
    for (at, (byte, new)) in bytes.iter_mut().zip(image).enumerate() {
        match cut {
            Some(cut) if at == cut.byte => {
                *byte &= new | !cut.bits;
                return Err(Cut);
            }
            _ => *byte &= new,
        }
    }
    cut.map_or(Ok(()), |_| Err(Cut))
}
