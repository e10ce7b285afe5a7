//! The timing parameters of the chain.

use crate::{timing, Runtime};

impl timing::Config for Runtime {}
