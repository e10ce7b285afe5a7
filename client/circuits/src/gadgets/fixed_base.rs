//! Multiplication of a fixed generator by a scalar, three bits at a time.

use super::{
    bit::Bit,
    linear::{enforce, multiply, Linear},
    point::Point,
};
use bellman::{ConstraintSystem, SynthesisError};
use ff::{Field, PrimeField};
use jubjub::ExtendedPoint;
use shoji_shielded::{
    field::Base,
    point::{coordinates, generator},
};
use std::sync::LazyLock;

/// Bits of a Jubjub scalar: the group order has 252.
pub const SCALAR_BITS: usize = 252;
const WINDOW_BITS: usize = 3;
const WINDOWS: usize = SCALAR_BITS / WINDOW_BITS;

/// For each window the multiples 0 to 7 of `8^window` times a generator, as `(u, v)`.
pub struct Table(Vec<[(Base, Base); 1 << WINDOW_BITS]>);

impl Table {
    /// The table of `generator`.
    pub fn new(generator: ExtendedPoint) -> Self {
        let mut base = generator;
        let windows = (0..WINDOWS).map(|_| {
            let mut multiple = ExtendedPoint::identity();
            let window = std::array::from_fn(|_| {
                let entry = coordinates(&multiple);
                multiple += base;
                entry
            });
            base = multiple;
            window
        });
        Self(windows.collect())
    }
}

/// The table of the RedJubjub SpendAuth generator `G` (docs/protocol §1.1), computed once.
pub static SPEND_AUTH: LazyLock<Table> = LazyLock::new(|| Table::new(generator().into()));

/// The low [`SCALAR_BITS`] bits of a scalar, least significant first.
pub fn scalar_bits(scalar: &jubjub::Fr) -> [bool; SCALAR_BITS] {
    let bytes = scalar.to_repr();
    std::array::from_fn(|i| bytes[i / 8] >> (i % 8) & 1 == 1)
}

/// `start + [scalar] generator`: for each of 84 windows three booleans, a look-up (three
/// constraints) and an addition (six). The 252 bits may encode a scalar or the scalar plus the
/// group order: the point is the same.
pub fn add_multiple<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    start: &Point,
    scalar: Option<&jubjub::Fr>,
    table: &Table,
) -> Result<Point, SynthesisError> {
    let mut sum = start.clone();
    for (window, digit) in windows(table, scalar) {
        let (_, term) = look_up_new(cs, window, digit)?;
        sum = sum.add(cs, &term)?;
    }
    Ok(sum)
}

/// `[scalar] generator` and the scalar's 252 bits: as [`add_multiple`], without the first addition.
pub fn multiple<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    scalar: Option<&jubjub::Fr>,
    table: &Table,
) -> Result<(Point, Vec<Bit>), SynthesisError> {
    let mut bits = Vec::with_capacity(SCALAR_BITS);
    let mut sum: Option<Point> = None;
    for (window, digit) in windows(table, scalar) {
        let (digit, term) = look_up_new(cs, window, digit)?;
        bits.extend(digit);
        sum = Some(match sum {
            Some(sum) => sum.add(cs, &term)?,
            None => term,
        });
    }
    Ok((sum.expect("there are 84 windows; qed"), bits))
}

/// The windows of a table, each with its digit of the scalar.
fn windows<'a>(
    table: &'a Table,
    scalar: Option<&jubjub::Fr>,
) -> impl Iterator<Item = (&'a [(Base, Base); 1 << WINDOW_BITS], [Option<bool>; WINDOW_BITS])> {
    let bits = scalar.map(scalar_bits);
    table.0.iter().enumerate().map(move |(index, window)| {
        let bit = |place| bits.map(|bits| bits[index * WINDOW_BITS + place]);
        (window, std::array::from_fn(bit))
    })
}

/// A new digit and the entry of `window` that it names.
fn look_up_new<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    window: &[(Base, Base); 1 << WINDOW_BITS],
    digit: [Option<bool>; WINDOW_BITS],
) -> Result<(Vec<Bit>, Point), SynthesisError> {
    let digit = digit.into_iter().map(|value| Bit::alloc(cs, "scalar bit", value));
    let digit = digit.collect::<Result<Vec<_>, _>>()?;
    let term = look_up(cs, window, &digit)?;
    Ok((digit, term))
}

/// The entry of `window` that three bits name: three constraints.
fn look_up<CS: ConstraintSystem<Base>>(
    cs: &mut CS,
    window: &[(Base, Base); 1 << WINDOW_BITS],
    digit: &[Bit],
) -> Result<Point, SynthesisError> {
    let [b0, b1, b2] = [0, 1, 2].map(|place| digit[place].linear());
    let both = multiply(cs, "b0 b1", b0, b1)?;
    // The multilinear polynomial through four entries, in the low bits.
    let through = |e: [Base; 4]| {
        let terms = [(e[1] - e[0], b0), (e[2] - e[0], b1), (e[3] - e[2] - e[1] + e[0], &both)];
        Linear::sum(e[0], terms)
    };
    let value_of = |bit: &Linear| bit.value().map(|value| usize::from(value == Base::ONE));
    let entry = match (value_of(b0), value_of(b1), value_of(b2)) {
        (Some(b0), Some(b1), Some(b2)) => Some(window[b0 + 2 * b1 + 4 * b2]),
        _ => None,
    };
    let mut coordinate = |name, value, entries: [Base; 8]| -> Result<Linear, SynthesisError> {
        let [e0, e1, e2, e3, e4, e5, e6, e7] = entries;
        let low = through([e0, e1, e2, e3]);
        let high = through([e4, e5, e6, e7]);
        let selected = Linear::alloc(cs, name, value)?;
        enforce(cs, name, &high.minus(&low), b2, &selected.clone().minus(&low));
        Ok(selected)
    };
    let u = coordinate("u of the entry", entry.map(|(u, _)| u), window.map(|(u, _)| u))?;
    let v = coordinate("v of the entry", entry.map(|(_, v)| v), window.map(|(_, v)| v))?;
    Ok(Point::from_coordinates(u, v))
}
