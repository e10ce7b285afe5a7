"""The note commitment tree (docs/protocol §4)."""

from field import Refused
from poseidon import h

ARITY, DEPTH = 4, 20
LEAVES = ARITY**DEPTH


def node(children):
    """H_TREE (docs/protocol §4)."""
    return h("H_TREE", *children)


def _empty():
    roots = [0]
    for _ in range(DEPTH):
        roots.append(node([roots[-1]] * ARITY))
    return roots


# EMPTY[l] is an empty subtree of level l; the last is the root of the empty tree.
EMPTY = _empty()


def digits(position):
    """The base-4 digits of a position, lowest level first (docs/protocol §4)."""
    if not 0 <= position < LEAVES:
        raise Refused("position: not below 2^40")
    return [position >> 2 * level & 3 for level in range(DEPTH)]


def root_of(leaf, position, path):
    """The root that follows from a leaf and its path (docs/protocol §4).

    The node computed so far takes the place of the path's own one, so that place cannot disagree.
    """
    for digit, group in zip(digits(position), path, strict=True):
        children = list(group)
        children[digit] = leaf
        leaf = node(children)
    return leaf


def path_root(leaf, position, path):
    """The root of a path that has every own node at its place; refuses any other (docs/protocol §4)."""
    for digit, group in zip(digits(position), path, strict=True):
        if group[digit] != leaf:
            raise Refused("path: an own node is another")
        leaf = node(group)
    return leaf


def with_own_nodes(leaf, position, path):
    """The same path with the own node written among its siblings (docs/protocol §4)."""
    full = []
    for digit, group in zip(digits(position), path, strict=True):
        children = list(group)
        children[digit] = leaf
        full.append(children)
        leaf = node(children)
    return full


class Tree:
    """All nodes of a tree that is filled from the left; for small trees only."""

    def __init__(self, leaves):
        self.levels = [list(leaves)]
        for level in range(DEPTH):
            below = self.levels[-1]
            padded = below + [EMPTY[level]] * (-len(below) % ARITY)
            self.levels.append([node(padded[i : i + ARITY]) for i in range(0, len(padded), ARITY)])

    def root(self):
        return self.levels[DEPTH][0] if self.levels[DEPTH] else EMPTY[DEPTH]

    def path(self, position):
        """20 groups of four children, lowest level first (docs/protocol §4)."""
        path = []
        for level in range(DEPTH):
            nodes, first = self.levels[level], position >> 2 * level & ~3
            path.append([nodes[i] if i < len(nodes) else EMPTY[level] for i in range(first, first + ARITY)])
        return path


class Frontier:
    """What the chain keeps: the next position and the complete nodes to its left, at most three a level.

    There is one level more than digits, for the root of a full tree.
    """

    def __init__(self, position=0, levels=()):
        self.position = position
        self.levels = [list(nodes) for nodes in levels] + [[] for _ in range(DEPTH + 1 - len(levels))]
        if [len(nodes) for nodes in self.levels] != [position >> 2 * level & 3 for level in range(DEPTH + 1)]:
            raise Refused("frontier: the nodes are not those of the position")

    def append(self, leaves):
        """Appends commitments, or none of them (docs/protocol §4)."""
        if 0 in leaves:
            raise Refused("frontier: a commitment is zero")
        if self.position + len(leaves) > LEAVES:
            raise Refused("frontier: the tree is full")
        for carry in leaves:
            for nodes in self.levels:
                nodes.append(carry)
                if len(nodes) < ARITY:
                    break
                carry = node(nodes)
                nodes.clear()
            self.position += 1

    def root(self):
        """The root with everything from the next position on empty (docs/protocol §4)."""
        if self.position == LEAVES:
            return self.levels[DEPTH][0]
        carry = EMPTY[0]
        for level, nodes in enumerate(self.levels[:DEPTH]):
            carry = node((nodes + [carry] + [EMPTY[level]] * ARITY)[:ARITY])
        return carry
