//! Sets of small numbers.

/// A set of small numbers that gives them in order.
pub struct Marks(Vec<u64>);

impl Marks {
    pub fn new(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    pub fn set(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    /// Takes out the first number that is not below `from`; none that is may be in the set.
    pub fn take_from(&mut self, from: usize) -> Option<usize> {
        let (place, word) =
            self.0.iter_mut().enumerate().skip(from / 64).find(|(_, word)| **word != 0)?;
        let number = place * 64 + word.trailing_zeros() as usize;
        assert!(number >= from, "a step reads what is determined before it");
        *word &= *word - 1;
        Some(number)
    }
    /// The numbers in the set, in order.
    pub fn numbers(mut self) -> impl Iterator<Item = usize> {
        let mut next = 0;
        std::iter::from_fn(move || {
            let number = self.take_from(next)?;
            next = number + 1;
            Some(number)
        })
    }
}
