use ferrovia::data;

#[data]
fn value() {}

fn main() {}
