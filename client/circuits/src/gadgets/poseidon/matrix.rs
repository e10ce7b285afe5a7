//! The inverse of the MDS matrix.

use ff::Field;
use shoji_shielded::{
    field::Base,
    poseidon::{mds, WIDTH},
};
use std::sync::LazyLock;

/// A square matrix as wide as the state, row by row.
pub(super) type Matrix = [[Base; WIDTH]; WIDTH];

/// The inverse of the MDS matrix: from the words after a round's mixing back to its S-box outputs.
pub(super) static MDS_INVERSE: LazyLock<Matrix> = LazyLock::new(|| {
    invert(mds()).expect("every square submatrix of an MDS matrix is invertible, itself too; qed")
});

/// Gauss-Jordan elimination; `None` for a singular matrix.
fn invert(matrix: &Matrix) -> Option<Matrix> {
    let mut left = *matrix;
    let mut right: Matrix = std::array::from_fn(|i| {
        std::array::from_fn(|j| if i == j { Base::ONE } else { Base::ZERO })
    });
    for column in 0..WIDTH {
        let pivot = (column..WIDTH).find(|&row| !left[row][column].is_zero_vartime())?;
        left.swap(column, pivot);
        right.swap(column, pivot);
        let inverse = Option::<Base>::from(left[column][column].invert())?;
        for j in 0..WIDTH {
            left[column][j] *= inverse;
            right[column][j] *= inverse;
        }
        let (left_pivot, right_pivot) = (left[column], right[column]);
        for row in (0..WIDTH).filter(|&row| row != column) {
            let factor = left[row][column];
            for j in 0..WIDTH {
                left[row][j] -= factor * left_pivot[j];
                right[row][j] -= factor * right_pivot[j];
            }
        }
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_times_the_matrix_is_the_identity() {
        for i in 0..WIDTH {
            for j in 0..WIDTH {
                let cell: Base = (0..WIDTH).map(|k| MDS_INVERSE[i][k] * mds()[k][j]).sum();
                assert_eq!(cell, if i == j { Base::ONE } else { Base::ZERO });
            }
        }
    }

    #[test]
    fn a_singular_matrix_has_no_inverse() {
        let mut matrix = *mds();
        matrix[3] = matrix[1];
        assert!(invert(&matrix).is_none());
    }
}
