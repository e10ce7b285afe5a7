"""Inputs of test vectors: deterministic bytes from a label, and small helpers to write values as JSON."""

import hashlib

from field import R, S, encode, integer, le64


class Stream:
    """An endless stream of bytes that depends on nothing but its label."""

    def __init__(self, label):
        self.label, self.counter, self.buffer = label.encode(), 0, b""

    def take(self, size):
        while len(self.buffer) < size:
            data = le64(self.counter) + self.label
            self.buffer += hashlib.blake2b(data, person=b"ShojiTestVectors").digest()
            self.counter += 1
        data, self.buffer = self.buffer[:size], self.buffer[size:]
        return data

    def element(self):
        return integer(self.take(64)) % R

    def scalar(self):
        return integer(self.take(64)) % (S - 1) + 1

    def below(self, bound):
        return integer(self.take(32)) % bound


def hexed(value):
    """Bytes, or an element of F or a scalar as its 32 bytes."""
    return (encode(value) if isinstance(value, int) else bytes(value)).hex()


def hexes(values):
    return [hexed(value) for value in values]
