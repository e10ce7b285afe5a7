//! tree.json: docs/protocol §4.

use crate::readers::Vectors;
use codec::{Decode, Encode};
use ff::Field;
use serde_json::Value;
use shoji_conformance::{base, Check, Fields};
use shoji_shielded::{
    field::{to_bytes, Base},
    tree::{digit, empty_root, hash_node, Frontier, Path, ARITY, DEPTH},
};

pub fn empty(f: &Fields) -> Check {
    let level = f.number("level")? as usize;
    f.holds("level", level <= DEPTH, "above the root")?;
    f.is_base("root", &empty_root(level))
}

pub fn node(f: &Fields) -> Check {
    f.is_base("parent", &hash_node(f.base_array("children")?))
}

fn elements(list: &Value) -> Option<Vec<Base>> {
    list.as_array()?.iter().map(base).collect()
}

/// The frontier that a vector describes; `None` where the nodes are not those of the position.
fn frontier(f: &Fields) -> Check<Option<Frontier>> {
    let levels = f.list_of("levels", elements)?;
    // On the chain: highest level first, in one list.
    let nodes: Vec<[u8; 32]> = levels.iter().rev().flatten().map(to_bytes).collect();
    let encoded = (f.integer::<u64>("next_position")?, nodes).encode();
    let Ok(frontier) = Frontier::decode(&mut &encoded[..]) else { return Ok(None) };
    f.holds("levels", frontier.encode() == encoded, "another encoding")?;
    f.is_integer("next_position", frontier.next_position())?;
    for level in 0..=DEPTH {
        let told = levels.get(level).map_or(&[][..], Vec::as_slice);
        f.holds("levels", frontier.level(level) == told, "the nodes of a level are others")?;
    }
    f.is_base("root", &frontier.root())?;
    f.done()?;
    Ok(Some(frontier))
}

pub fn append(f: &Fields) -> Check {
    let Some(before) = frontier(&f.object("before")?)? else { return f.wrong("before", "refused") };
    let leaves = f.bases("leaves")?;
    let mut at_once = before.clone();
    let appended = at_once.append_many(&leaves).ok();
    if f.verdict(appended)?.is_none() {
        return f.holds("leaves", at_once == before, "a refused append left something");
    }
    let first = Some(before.next_position());
    f.holds("leaves", appended == first, "the first position is another")?;
    let mut singly = before;
    for leaf in leaves {
        f.holds("leaves", singly.append(leaf).is_ok(), "refused by itself")?;
    }
    f.holds("leaves", singly == at_once, "one by one gives another frontier")?;
    let after = frontier(&f.object("after")?)?;
    f.holds("after", after == Some(at_once), "another frontier")
}

/// The path and its leaf.
fn read(f: &Fields) -> Check<(Path, Base)> {
    let groups = f.list_of("path", |group| <[Base; ARITY]>::try_from(elements(group)?).ok())?;
    let children = groups.try_into().or_else(|_| f.wrong("path", "not 20 groups"))?;
    Ok((Path { children, position: f.integer("position")? }, f.base("leaf")?))
}

pub fn path(f: &Fields) -> Check {
    let (path, leaf) = read(f)?;
    let digits: Vec<usize> = (0..DEPTH).map(|level| digit(path.position, level)).collect();
    f.is("digits", digits)?;
    let root = path.root(leaf);
    f.is_base("root", &root)?;
    f.verdict(path.verify(leaf, root).then_some(())).map(drop)
}

/// A path of another vector with a node or the position changed.
pub fn false_path(f: &Fields, all: &Vectors) -> Check {
    let base = all.find("tree", "path", "position", f.text("base_position")?)?;
    let (honest, leaf) = read(&Fields::new("the base".into(), base)?)?;
    let root = honest.root(leaf);
    f.holds("base_position", honest.verify(leaf, root), "the base is refused")?;
    let mut path = Path { position: f.integer("position")?, ..honest };
    if let (Some(level), Some(place)) = (f.value("level")?.as_u64(), f.value("place")?.as_u64()) {
        path.children[level as usize][place as usize] += Base::ONE;
    } else {
        f.value("place")?;
    }
    f.verdict(path.verify(leaf, root).then_some(())).map(drop)
}
