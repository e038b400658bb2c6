//! A resource with a type parameter.

use ferrovia::Resource;

#[derive(Resource)]
#[resource(name = "pager_token", kind = ferrovia::Secret)]
struct PagerToken<T>(std::marker::PhantomData<T>);

fn main() {}
