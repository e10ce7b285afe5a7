//! What the chain remembers of the tree at the end of some blocks.

use shoji_shielded::{
    digest::PoolDigest,
    field,
    tree::{Checkpoint, Checkpoints, Frontier, CHECKPOINT_INTERVAL, LASTING_INTERVAL},
};

use super::scene::*;
use crate::{mock::*, TreeCheckpoints};

type Pool = crate::Pallet<Test>;

/// The blocks that have a checkpoint now, in order.
fn blocks(chain: &mut Chain) -> Vec<u32> {
    let mut blocks = chain.state(|| TreeCheckpoints::<Test>::iter_keys().collect::<Vec<u32>>());
    blocks.sort_unstable();
    blocks
}

fn at(chain: &mut Chain, block: u32) -> Option<Checkpoint> {
    chain.state(|| Pool::at_the_end_of(block))
}

#[test]
fn a_checkpoint_is_the_root_and_the_size_of_the_tree_at_the_end_of_its_block() {
    let mut chain = Chain::new();
    let empty = Checkpoint { root: field::to_bytes(&Frontier::default().root()), next_position: 0 };
    assert_eq!(at(&mut chain, 0), Some(empty));
    let mut chain = funded();
    let root = chain.state(|| crate::CurrentRoot::<Test>::get().unwrap());
    assert_ne!(root, empty.root);
    chain.idle(6);
    assert_eq!((chain.next_number(), at(&mut chain, 8)), (8, None));
    chain.idle(1);
    assert_eq!(at(&mut chain, 8), Some(Checkpoint { root, next_position: 3 }));
    assert_eq!((at(&mut chain, 7), at(&mut chain, 9), at(&mut chain, 16)), (None, None, None));
}

#[test]
fn a_checkpoint_leaves_with_the_window_unless_it_lasts() {
    Window::set(20);
    let mut chain = Chain::new();
    for _ in 0..2 * LASTING_INTERVAL + 50 {
        chain.idle(1);
        let now = chain.next_number() - 1;
        let kept = |block: &u32| block % LASTING_INTERVAL == 0 || block + 20 > now;
        let expected: Vec<u32> =
            (0..=now).step_by(CHECKPOINT_INTERVAL as usize).filter(kept).collect();
        assert_eq!(blocks(&mut chain), expected, "after block {now}");
    }
    chain.state(|| Pool::do_try_state().unwrap());
}

#[test]
fn a_checkpoint_says_what_the_header_says() {
    let mut chain = funded();
    chain.idle(7);
    let digest: PoolDigest = chain.digest();
    let checkpoint = at(&mut chain, 8).unwrap();
    assert_eq!((digest.root, digest.next_position), (checkpoint.root, checkpoint.next_position));
}
