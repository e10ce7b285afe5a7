//! Genesis states to test on.

use serde_json::Value;
use shoji_runtime::{genesis_presets, Runtime};
use sp_genesis_builder::runtime_decl_for_genesis_builder::GenesisBuilderV1;
use sp_io::TestExternalities;

/// The genesis configuration called `preset`, complete: the default with the preset's patch applied.
pub fn genesis_json(preset: &str) -> Value {
    let default = Runtime::get_preset(&None).expect("there is a default");
    let mut config: Value = serde_json::from_slice(&default).expect("the default is JSON");
    let patch = genesis_presets::get_preset(&preset.into()).expect("the preset exists");
    merge(&mut config, serde_json::from_slice(&patch).expect("the preset is JSON"));
    config
}

/// Applies `patch` to `target`, object by object.
pub fn merge(target: &mut Value, patch: Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(target.entry(key).or_insert(Value::Null), value);
            }
        }
        (target, patch) => *target = patch,
    }
}

/// Builds the state of a genesis configuration.
pub fn build(config: &Value) -> Result<TestExternalities, String> {
    let mut state = TestExternalities::new_empty();
    let json = serde_json::to_vec(config).expect("values serialize");
    state.execute_with(|| Runtime::build_state(json)).map_err(|error| error.to_string())?;
    Ok(state)
}

/// The state of a preset, at block 1.
pub fn state(preset: &str) -> TestExternalities {
    let mut state = build(&genesis_json(preset)).expect("the preset builds");
    state.execute_with(|| shoji_runtime::System::set_block_number(1));
    state
}
