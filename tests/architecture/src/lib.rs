//! Enforces the invariants of `ARCHITECTURE.md`. The tests are in `tests/`; this crate has no code of its own.
