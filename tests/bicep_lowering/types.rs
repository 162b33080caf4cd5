//! Types of parameters, and what is secret by its type.

use crate::support::world;
use crate::{at, lower, words};
use armlint::eval::value::Basis;

#[test]
fn types_say_what_a_parameter_can_be() {
    let source = "
@secure()
type secret = string
type settings = {
  plain: string
  password: secret
  @secure()
  'the-key': string?
}
@description('Where.')
@minLength(3)
param place 'north' | 'south'
param hidden secret
param optional string?
param all settings
param part settings.password
param list ('a' | 'b')[]
@allowed([1, 2])
param number int
param answer bool = true
";
    let unit = lower("main.bicep", source);
    let of = |name: &str| &unit.template.parameters.get(name).expect("it is declared").of;
    let values = |name: &str| {
        let list = unit.document.at(of(name).allowed.expect("it has allowed values"));
        list.elements().map(|value| value.written().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(words(&unit, of("place").base), "string");
    assert_eq!(values("place"), ["'north'", "'south'"]);
    assert!(of("place").min_length.is_some());
    assert_eq!(words(&unit, of("hidden").reference.expect("an alias")), "secret");
    assert!(unit.template.types.get("secret").expect("it is declared").secure);
    assert!(of("optional").nullable);
    let secrets = &unit.template.types.get("settings").expect("it is declared").secure_properties;
    let secrets: Vec<_> = secrets.iter().map(|text| words(&unit, *text)).collect();
    assert_eq!(secrets, ["password", "the-key"]);
    assert_eq!(words(&unit, of("part").reference.expect("an alias")), "secret");
    assert_eq!(words(&unit, of("list").base), "array");
    assert!(of("list").allowed.is_none());
    assert_eq!(values("number"), ["1", "2"]);
    let place = unit.template.parameters.get("place").expect("it is declared");
    assert_eq!(words(&unit, place.description.expect("it is described")), "Where.");
    assert_eq!(at(&unit, place.name), "place");
}

#[test]
fn secrets_are_known_through_types_of_other_files() {
    let library = "@export()\n@secure()\ntype secret = string\n";
    let main = "import { secret as hush } from 'lib.bicep'\nparam p hush = 'a'\nvar v = 'x${p}'\noutput o string = v\n";
    let read = |path: &str| match path {
        "main.bicep" => Some(main.to_owned()),
        "lib.bicep" => Some(library.to_owned()),
        _ => None,
    };
    world("main.bicep", &read, |world, _| {
        let frame = world.root.get().expect("the world has begun");
        assert!(frame.output("o").expect("it is declared").basis.has(Basis::SECRET));
    });
}
