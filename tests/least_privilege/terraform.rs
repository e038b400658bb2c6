//! Terraform's files in, values of their expressions out: as much of Terraform as our policies are written in.

use hcl::eval::{Context, Evaluate, Func, FuncArgs, FuncDef, ParamType};
use hcl::structure::Block;
use hcl::{Template, Value};
use regex::Regex;
use std::str::FromStr;

/// Every block of a folder's files.
pub(crate) fn blocks(folder: &str) -> Vec<Block> {
    let files = tests::sources(folder, ".tf").unwrap();
    files
        .iter()
        .flat_map(|(path, text)| {
            hcl::parse(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        })
        .filter_map(hcl::Structure::into_block)
        .collect()
}

/// The block with this identifier and these labels.
pub(crate) fn block<'a>(blocks: &'a [Block], identifier: &str, labels: &[&str]) -> &'a Block {
    let is = |block: &&Block| {
        block.identifier() == identifier
            && block
                .labels()
                .iter()
                .map(hcl::BlockLabel::as_str)
                .eq(labels.iter().copied())
    };
    blocks
        .iter()
        .find(is)
        .unwrap_or_else(|| panic!("there is no {identifier} {labels:?}"))
}

/// An attribute's expression.
pub(crate) fn attribute<'a>(block: &'a Block, name: &str) -> Option<&'a hcl::Expression> {
    let mut attributes = block.body().attributes();
    attributes
        .find(|attribute| attribute.key() == name)
        .map(hcl::Attribute::expr)
}

/// An attribute's value.
pub(crate) fn value(block: &Block, name: &str, context: &Context<'_>) -> Value {
    let expression = attribute(block, name).unwrap_or_else(|| panic!("{:?} has no `{name}`", block.labels()));
    let evaluated = expression.evaluate(context);
    evaluated.unwrap_or_else(|error| panic!("`{name}` of {:?}: {error}", block.labels()))
}

/// A string as it is, and anything else as HCL writes it.
pub(crate) fn string(value: Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A context that knows Terraform's functions and what `data` says of the example's account.
pub(crate) fn context() -> Context<'static> {
    let mut context = Context::new();
    declare_functions(&mut context);
    let known = hcl::value!({
        "aws_partition" = { "current" = { "partition" = "aws" } }
        "aws_region" = { "current" = { "name" = (crate::stack::REGION) } }
        "aws_caller_identity" = { "current" = { "account_id" = (crate::stack::ACCOUNT) } }
    });
    context.declare_var("data", known);
    context
}

fn declare_functions(context: &mut Context<'_>) {
    let functions: [(&str, Func); 18] = [
        ("concat", concat),
        ("distinct", distinct),
        ("flatten", flatten),
        ("formatlist", formatlist),
        ("join", join),
        ("jsonencode", jsonencode),
        ("length", length),
        ("lookup", lookup),
        ("merge", merge),
        ("replace", replace),
        ("reverse", reverse),
        ("sha256", sha256),
        ("sort", sort),
        ("split", split),
        ("substr", substr),
        ("templatefile", templatefile),
        ("toset", toset),
        ("trim", trim),
    ];
    for (name, function) in functions {
        context.declare_func(
            name,
            FuncDef::builder().variadic_param(ParamType::Any).build(function),
        );
    }
}

/// Declares the locals of these blocks, each as soon as what it speaks of is there. One that speaks of what a test has
/// no value for is left out; to use it is an error.
pub(crate) fn declare_locals(blocks: &[Block], context: &mut Context<'_>) {
    let locals = blocks.iter().filter(|block| block.identifier() == "locals");
    let locals: Vec<_> = locals.flat_map(|block| block.body().attributes()).collect();
    let mut known = hcl::Map::new();
    loop {
        let before = known.len();
        context.declare_var("local", Value::from(known.clone()));
        for local in &locals {
            if let Ok(value) = local.expr().evaluate(context) {
                known.insert(local.key().to_owned(), value);
            }
        }
        if known.len() == before {
            return;
        }
    }
}

fn concat(arguments: FuncArgs) -> Result<Value, String> {
    let lists = arguments
        .into_values()
        .into_iter()
        .map(list)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Value::Array(lists.concat()))
}

fn distinct(arguments: FuncArgs) -> Result<Value, String> {
    let mut different: Vec<Value> = Vec::new();
    for item in one_list(arguments)? {
        if !different.contains(&item) {
            different.push(item);
        }
    }
    Ok(Value::Array(different))
}

fn flatten(arguments: FuncArgs) -> Result<Value, String> {
    fn flat(items: Vec<Value>) -> Vec<Value> {
        let items = items.into_iter().map(|item| match list(item.clone()) {
            Ok(inner) => flat(inner),
            Err(_) => vec![item],
        });
        items.collect::<Vec<_>>().concat()
    }
    Ok(Value::Array(flat(one_list(arguments)?)))
}

/// With one list, whose items stand for `%s`.
fn formatlist(arguments: FuncArgs) -> Result<Value, String> {
    let [Value::String(format), Value::Array(items)] = &arguments[..] else {
        return Err("a format and a list".to_owned());
    };
    let items = items
        .iter()
        .cloned()
        .map(|item| format.replace("%s", &string(item)));
    Ok(items.collect::<Vec<_>>().into())
}

fn join(arguments: FuncArgs) -> Result<Value, String> {
    let [Value::String(separator), Value::Array(items)] = &arguments[..] else {
        return Err("a separator and a list".to_owned());
    };
    let items: Vec<_> = items.iter().cloned().map(string).collect();
    Ok(Value::from(items.join(separator)))
}

fn jsonencode(arguments: FuncArgs) -> Result<Value, String> {
    let [value] = &arguments[..] else {
        return Err("one value".to_owned());
    };
    serde_json::to_string(value)
        .map(Value::from)
        .map_err(|error| error.to_string())
}

fn length(arguments: FuncArgs) -> Result<Value, String> {
    match &arguments[..] {
        [Value::Array(items)] => Ok(Value::from(items.len())),
        [Value::Object(members)] => Ok(Value::from(members.len())),
        _ => Err("a collection".to_owned()),
    }
}

fn lookup(arguments: FuncArgs) -> Result<Value, String> {
    match &arguments[..] {
        [Value::Object(members), Value::String(name), default] => {
            Ok(members.get(name).unwrap_or(default).clone())
        }
        _ => Err("an object, a name and a default".to_owned()),
    }
}

fn merge(arguments: FuncArgs) -> Result<Value, String> {
    let mut merged = hcl::Map::new();
    for value in arguments.into_values() {
        let Value::Object(members) = value else {
            return Err(format!("no object: {value}"));
        };
        merged.extend(members);
    }
    Ok(Value::Object(merged))
}

/// A pattern between slashes is a regular expression.
fn replace(arguments: FuncArgs) -> Result<Value, String> {
    let [Value::String(text), Value::String(pattern), Value::String(with)] = &arguments[..] else {
        return Err("three strings".to_owned());
    };
    let expression = pattern
        .strip_prefix('/')
        .and_then(|pattern| pattern.strip_suffix('/'));
    Ok(Value::from(match expression {
        Some(expression) => {
            let expression = Regex::new(expression).map_err(|error| error.to_string())?;
            expression.replace_all(text, with.as_str()).into_owned()
        }
        None => text.replace(pattern.as_str(), with),
    }))
}

fn reverse(arguments: FuncArgs) -> Result<Value, String> {
    let mut items = one_list(arguments)?;
    items.reverse();
    Ok(Value::Array(items))
}

/// Where it is used, a digest only makes a name unique: the text itself does so, too.
fn sha256(arguments: FuncArgs) -> Result<Value, String> {
    match &arguments[..] {
        [Value::String(text)] => Ok(Value::from(text.clone())),
        _ => Err("a string".to_owned()),
    }
}

fn sort(arguments: FuncArgs) -> Result<Value, String> {
    let mut items: Vec<String> = one_list(arguments)?.into_iter().map(string).collect();
    items.sort();
    Ok(Value::from(items))
}

fn split(arguments: FuncArgs) -> Result<Value, String> {
    match &arguments[..] {
        [Value::String(separator), Value::String(text)] => {
            Ok(text.split(separator.as_str()).collect::<Vec<_>>().into())
        }
        _ => Err("two strings".to_owned()),
    }
}

fn substr(arguments: FuncArgs) -> Result<Value, String> {
    let [Value::String(text), Value::Number(offset), Value::Number(length)] = &arguments[..] else {
        return Err("a string and two numbers".to_owned());
    };
    let number = |number: &hcl::Number| number.as_u64().and_then(|number| usize::try_from(number).ok());
    let (offset, length) = number(offset).zip(number(length)).ok_or("no natural numbers")?;
    Ok(Value::from(
        text.chars().skip(offset).take(length).collect::<String>(),
    ))
}

fn templatefile(arguments: FuncArgs) -> Result<Value, String> {
    let [Value::String(path), Value::Object(variables)] = &arguments[..] else {
        return Err("a path and an object".to_owned());
    };
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    render(&text, variables)
        .map(Value::from)
        .map_err(|error| format!("{path}: {error}"))
}

/// A template's text with its variables put in; one without a value is an error.
fn render(text: &str, variables: &hcl::Map<String, Value>) -> Result<String, String> {
    let template = Template::from_str(text).map_err(|error| error.to_string())?;
    let mut context = Context::new();
    declare_functions(&mut context);
    for (name, value) in variables {
        context.declare_var(name.as_str(), value.clone());
    }
    template.evaluate(&context).map_err(|error| error.to_string())
}

fn toset(arguments: FuncArgs) -> Result<Value, String> {
    one_list(arguments).map(Value::Array)
}

fn trim(arguments: FuncArgs) -> Result<Value, String> {
    match &arguments[..] {
        [Value::String(text), Value::String(characters)] => Ok(Value::from(
            text.trim_matches(|character| characters.contains(character)),
        )),
        _ => Err("two strings".to_owned()),
    }
}

fn one_list(arguments: FuncArgs) -> Result<Vec<Value>, String> {
    arguments
        .into_values()
        .into_iter()
        .next()
        .map_or_else(|| Err("one list".to_owned()), list)
}

fn list(value: Value) -> Result<Vec<Value>, String> {
    let Value::Array(items) = value else {
        return Err(format!("no list: {value}"));
    };
    Ok(items)
}
