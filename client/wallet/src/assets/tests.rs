use super::*;

fn asset(id: u32, generation: u32, symbol: &str, decimals: u8) -> Asset {
    Asset {
        asset: AssetId::new(id, generation).unwrap().to_wire(),
        name: format!("Name {id}"),
        symbol: symbol.into(),
        decimals,
        live: true,
        minimum_balance: 1,
        supply: 0,
        in_pool: 0,
    }
}

fn wire(id: u32, generation: u32) -> u64 {
    AssetId::new(id, generation).unwrap().to_wire()
}

fn list() -> AssetList {
    let frozen = Asset { live: false, ..asset(9, 1, "ICE", 2) };
    AssetList(vec![
        asset(1, 1, "USDX", 6),
        asset(3, 2, "GOLD", 0),
        asset(4, 1, "USDX", 6),
        asset(5, 1, "SHJ", 9),
        asset(7, 1, "", 0),
        asset(8, 1, "\u{1b}[2J9 SHJ", 39),
        frozen,
        asset(12, 1, "7", 3),
        asset(13, 1, "USDX#4", 3),
    ])
}

#[test]
fn assets_are_found_by_id_integer_and_the_label_they_are_shown_with() {
    let (list, none) = (list(), BTreeSet::new());
    let finds = |text: &str, id, generation| {
        assert_eq!(list.find(text, &none).unwrap().to_wire(), wire(id, generation), "{text}");
    };
    for text in ["SHJ", "shj", "native", "NATIVE"] {
        assert_eq!(list.find(text, &none).unwrap(), AssetId::NATIVE);
    }
    finds("1", 1, 1);
    finds("GOLD#3", 3, 2);
    finds(&wire(3, 2).to_string(), 3, 2);
    finds("USDX#4", 4, 1);
    finds("SHJ#5", 5, 1);
    finds("asset#7", 7, 1);
    // A symbol that the issuer has changed is told.
    assert!(list.find("USDX#3", &none).unwrap_err().to_string().contains("Asset 3 is GOLD#3"));
    // What is frozen is still named: what may not be done with it is said elsewhere.
    finds("9", 9, 1);
    finds("ICE#9", 9, 1);
    // A number is an id, whatever anybody's symbol is.
    finds("7", 7, 1);
    let nothing = ["", "gold", "gold#3", "2", "USDX#3", "#1", "-1", "units of asset#8"];
    for text in nothing.into_iter().chain([&*wire(3, 1).to_string()]) {
        assert_eq!(list.find(text, &none).unwrap_err().code(), ("Asset", 2), "{text}");
    }
}

#[test]
fn what_the_list_does_not_have_is_named_by_its_integer_where_the_wallet_holds_some() {
    let (list, held) = (list(), BTreeSet::from([wire(3, 1), wire(2, 1), wire(8, 1)]));
    for asset in &held {
        let argument = list.argument(*asset);
        assert_eq!(list.find(&argument, &held).unwrap().to_wire(), *asset, "{argument}");
    }
    assert_eq!(list.argument(wire(3, 1)), wire(3, 1).to_string());
    assert_eq!(
        (list.argument(wire(8, 1)), list.argument(wire(9, 1))),
        ("8".into(), "ICE#9".into())
    );
    // An id is what it denotes now.
    assert_eq!(list.find("3", &held).unwrap().to_wire(), wire(3, 2));
    assert!(list.find("2", &held).is_err());
}

#[test]
fn a_symbol_names_nothing_and_the_error_says_which_assets_have_it() {
    let error =
        |list: &AssetList, text: &str| list.find(text, &BTreeSet::new()).unwrap_err().to_string();
    // The true one is frozen; an impostor with its symbol is not taken for it.
    let mut list = list();
    list.0[0].live = false;
    let told = error(&list, "USDX");
    assert!(told.contains("1 (\"Name 1\"), 4 (\"Name 4\")") && told.contains("id"), "{told}");
    // Not even where only one has it: tomorrow there may be two.
    assert!(error(&list, "GOLD").contains("3 (\"Name 3\")"));
    assert!(error(&list, "ICE").contains("9 (\"Name 9\")"));
    let many = AssetList((0..5_000).map(|id| asset(id, 1, "SPAM", 0)).collect());
    let told = error(&many, "SPAM");
    assert!(told.len() < 400 && told.contains("and 4992 more"), "{told}");
}

#[test]
fn no_issuer_can_pass_its_asset_off_as_another() {
    let list = list();
    let shown = |id, generation| list.denomination(wire(id, generation)).show(1_500_000);
    assert_eq!(list.denomination(1).show(1_500_000), "0.0015 SHJ");
    assert_eq!(shown(1, 1), "1.5 USDX#1");
    assert_eq!(shown(5, 1), "0.0015 SHJ#5");
    assert_eq!(shown(7, 1), "1500000 asset#7");
    // More decimals than 128 bits have digits, and a symbol that would rewrite the screen.
    assert_eq!(shown(8, 1), "1500000 units of asset#8");
    assert!(shown(3, 1).contains("units of asset#3 (generation 1, destroyed"));
    assert!(shown(3, 3).contains("generation 3, not on the chain's list"));
    assert!(shown(2, 1).contains("not on the chain's list"));
}

#[test]
fn the_status_of_an_asset_follows_from_live_and_generation() {
    let list = list();
    for (asset, status) in [
        (1, Status::Live),
        (wire(1, 1), Status::Live),
        (wire(9, 1), Status::Frozen),
        (wire(3, 1), Status::Destroyed),
        (wire(3, 3), Status::Unknown),
        (wire(2, 1), Status::Unknown),
    ] {
        assert_eq!(list.status(asset), status, "{asset}");
    }
}
