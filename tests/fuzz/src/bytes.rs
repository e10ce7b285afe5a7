//! Choices out of the bytes of a fuzzer.

/// The bytes that are left. Past the end there are zeros, so that every input means something.
pub struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    /// Reads from the front of `data`.
    pub fn new(data: &'a [u8]) -> Self {
        Self(data)
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        let [byte] = self.array();
        byte
    }

    /// The next `N` bytes.
    pub fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut array = [0; N];
        let (head, rest) = self.0.split_at(N.min(self.0.len()));
        array[..head.len()].copy_from_slice(head);
        self.0 = rest;
        array
    }

    /// A choice out of `options`, of which there is at least one.
    pub fn choose<T: Copy>(&mut self, options: &[T]) -> T {
        options[usize::from(self.byte()) % options.len()]
    }

    /// What is left.
    pub fn rest(self) -> &'a [u8] {
        self.0
    }

    /// Changes bytes of `target` until nothing is left: two bytes say where, one is added there.
    pub fn patch(mut self, target: &mut [u8]) {
        while !self.is_empty() {
            let at = usize::from(u16::from_le_bytes(self.array())) % target.len();
            target[at] = target[at].wrapping_add(self.byte());
        }
    }
}
