//! The functions that Step Functions adds to JSONata, and those that follow the execution's clock and randomness.

use super::{References, Scope};
use jsonata_core::evaluator::{Evaluator, EvaluatorError};
use jsonata_core::value::JValue;
use jsonata_core::{ast::AstNode, evaluator::Context};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use std::cell::Cell;

type Outcome = Result<JValue, EvaluatorError>;

/// Makes those functions known that the expression calls or names.
pub(super) fn register(
    evaluator: &mut Evaluator,
    references: &References,
    scope: &dyn Scope,
) -> Result<(), EvaluatorError> {
    let named = references.variables.iter().map(|name| (name, true));
    let called = references.calls.iter().map(|call| (&call.name, false));
    // By name last, so that a function that is both called and handed on takes what `$map` gives it.
    for (name, by_name) in called.chain(named) {
        let trimmed = |f: fn(&[JValue]) -> Outcome, most: usize| {
            move |arguments: &[JValue]| f(taken(arguments, most, by_name))
        };
        match name.as_str() {
            "partition" => evaluator.register_fn("partition", trimmed(partition, 2))?,
            "range" => evaluator.register_fn("range", trimmed(range, 3))?,
            "hash" => evaluator.register_fn("hash", trimmed(hash, 2))?,
            "parse" => evaluator.register_fn("parse", trimmed(parse, 1))?,
            "uuid" => {
                let bits = Bits::new(scope.random());
                let f = move |arguments: &[JValue]| uuid(taken(arguments, 0, by_name), &bits);
                evaluator.register_fn("uuid", f)?;
            }
            "random" => {
                let bits = Bits::new(scope.random());
                let f = move |arguments: &[JValue]| random(taken(arguments, 1, by_name), &bits);
                evaluator.register_fn_override("random", f)?;
            }
            "shuffle" => {
                let bits = Bits::new(scope.random());
                let f = move |arguments: &[JValue]| shuffle(taken(arguments, 1, by_name), &bits);
                evaluator.register_fn_override("shuffle", f)?;
            }
            "millis" => {
                let now = scope.now_millis();
                evaluator.register_fn_override("millis", move |_: &[JValue]| Ok(JValue::from(now)))?;
            }
            "now" => {
                let now = scope.now_millis();
                let f = move |arguments: &[JValue]| timestamp(now, taken(arguments, 2, by_name));
                evaluator.register_fn_override("now", f)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The arguments that a function takes: `$map` and its kin hand three to a function that they get by name.
fn taken(arguments: &[JValue], most: usize, by_name: bool) -> &[JValue] {
    if by_name && arguments.len() > most {
        &arguments[..most]
    } else {
        arguments
    }
}

/// `$partition([1, 2, 3], 2)` is `[[1, 2], [3]]`.
fn partition(arguments: &[JValue]) -> Outcome {
    at_most(2, "partition", arguments)?;
    let items = match arguments.first() {
        None | Some(JValue::Undefined) => return Ok(JValue::Undefined),
        Some(JValue::Array(items)) if items.is_empty() => return Ok(JValue::Undefined),
        Some(JValue::Array(items)) => items,
        Some(_) => {
            return Err(thrown(
                "T0412: Argument 1 of function \"partition\" must be an array of undefined",
            ));
        }
    };
    let size = match whole("partition", arguments, 1)? {
        None => items.len(),
        Some(0) => return Ok(JValue::Undefined),
        Some(size) => {
            usize::try_from(size).map_err(|_| thrown("D3137: Second argument must be zero or greater"))?
        }
    };
    let parts = items.chunks(size).map(|part| JValue::array(part.to_vec()));
    Ok(JValue::array(parts.collect()))
}

/// `$range(1, 9, 2)` is `[1, 3, 5, 7, 9]`: a thousand items at most. A range of one item is that item.
fn range(arguments: &[JValue]) -> Outcome {
    const LONGEST: u64 = 1000;
    at_most(3, "range", arguments)?;
    let bound = |index| whole("range", arguments, index)?.ok_or_else(|| mismatch("range", index));
    let (first, last) = (bound(0)?, bound(1)?);
    let step = match whole("range", arguments, 2)? {
        None | Some(0) => return Ok(JValue::Undefined),
        Some(step) => step,
    };
    if first != last && (last > first) != (step > 0) {
        return Ok(JValue::Undefined);
    }
    let steps = last.abs_diff(first) / step.unsigned_abs();
    if steps >= LONGEST {
        return Err(thrown("D3137: The range must not have more than 1000 items"));
    }
    if first == last {
        return Ok(JValue::from(first));
    }
    // A step may be as wide as all integers are.
    let items = (0..=i128::from(steps)).map(|index| i128::from(first) + index * i128::from(step));
    let items = items.map(|item| JValue::Number(item as f64));
    Ok(JValue::array(items.collect()))
}

/// `$hash("text", "SHA-256")`, in lower-case hexadecimal.
fn hash(arguments: &[JValue]) -> Outcome {
    at_most(2, "hash", arguments)?;
    let Some(JValue::String(data)) = arguments.first() else {
        return Err(mismatch("hash", 0));
    };
    let algorithm = match arguments.get(1) {
        None | Some(JValue::Undefined) => return Ok(JValue::Undefined),
        Some(JValue::String(algorithm)) => &**algorithm,
        Some(_) => return Err(mismatch("hash", 1)),
    };
    let data = data.as_bytes();
    let digest = match algorithm {
        "MD5" => hex(&Md5::digest(data)),
        "SHA-1" => hex(&Sha1::digest(data)),
        "SHA-256" => hex(&Sha256::digest(data)),
        "SHA-384" => hex(&Sha384::digest(data)),
        "SHA-512" => hex(&Sha512::digest(data)),
        other => {
            let known = "SHA-1, SHA-384, SHA-256, SHA-512, MD5";
            return Err(thrown(&format!(
                "D3137: Hash algorithm '{other}' must be one of {known}"
            )));
        }
    };
    Ok(JValue::from(digest))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // A string takes all that is written to it.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// `$parse("{\"a\": 1}")` is `{"a": 1}`.
fn parse(arguments: &[JValue]) -> Outcome {
    at_most(1, "parse", arguments)?;
    match arguments.first() {
        None | Some(JValue::Undefined) => Ok(JValue::Undefined),
        Some(JValue::String(text)) => JValue::from_json_str(text).map_err(|_| thrown("D3137: Invalid JSON")),
        Some(_) => Err(mismatch("parse", 0)),
    }
}

fn uuid(arguments: &[JValue], bits: &Bits) -> Outcome {
    at_most(0, "uuid", arguments)?;
    let random = u128::from(bits.next()) << 64 | u128::from(bits.next());
    let uuid = uuid::Builder::from_random_bytes(random.to_be_bytes()).into_uuid();
    Ok(JValue::from(uuid.hyphenated().to_string()))
}

/// A number from 0 up to but not 1; with a seed always the one that Java's generator gives first.
fn random(arguments: &[JValue], bits: &Bits) -> Outcome {
    at_most(1, "random", arguments)?;
    let seed = whole("random", arguments, 0)?;
    Ok(JValue::Number(
        seed.map_or_else(|| bits.fraction(), java_fraction),
    ))
}

/// The first `nextDouble()` of a `java.util.Random` with this seed: a linear congruential generator of 48 bits, two
/// draws of which make the 53 bits of the fraction. Measured on Step Functions: `$random(42)` is 0.7275636800328681.
fn java_fraction(seed: i64) -> f64 {
    const MULTIPLIER: u64 = 0x5_DEEC_E66D;
    const MASK: u64 = (1 << 48) - 1;
    let draw = |state: u64| state.wrapping_mul(MULTIPLIER).wrapping_add(0xB) & MASK;
    let first = draw((seed as u64 ^ MULTIPLIER) & MASK);
    let second = draw(first);
    (((first >> 22) << 27) + (second >> 21)) as f64 / (1_u64 << 53) as f64
}

fn shuffle(arguments: &[JValue], bits: &Bits) -> Outcome {
    match arguments {
        [JValue::Undefined] => Ok(JValue::Undefined),
        [JValue::Array(items)] => {
            let mut items = items.to_vec();
            for last in (1..items.len()).rev() {
                items.swap(last, (bits.fraction() * (last + 1) as f64) as usize);
            }
            Ok(JValue::array(items))
        }
        // JSONata reads any other value as the list of it.
        [value] => Ok(JValue::array(vec![value.clone()])),
        _ => Err(thrown("T0410: $shuffle takes a list")),
    }
}

/// `$now(picture?, timezone?)`: what `$fromMillis` says of the execution's time.
fn timestamp(now: i64, arguments: &[JValue]) -> Outcome {
    let mut context = Context::new();
    let mut args = vec![AstNode::Number(now as f64)];
    for (index, value) in arguments.iter().take(2).enumerate() {
        context.bind(format!("argument{index}"), value.clone());
        args.push(AstNode::Variable(format!("argument{index}")));
    }
    let call = AstNode::Function {
        name: "fromMillis".to_owned(),
        args,
        is_builtin: true,
    };
    Evaluator::with_context(context).evaluate(&call, &JValue::Undefined)
}

/// A number's whole part; nothing for an argument that is missing or undefined.
fn whole(function: &str, arguments: &[JValue], index: usize) -> Result<Option<i64>, EvaluatorError> {
    match arguments.get(index) {
        None | Some(JValue::Undefined) => Ok(None),
        Some(JValue::Number(number)) => Ok(Some(*number as i64)),
        Some(_) => Err(mismatch(function, index)),
    }
}

fn at_most(count: usize, function: &str, arguments: &[JValue]) -> Result<(), EvaluatorError> {
    if arguments.len() > count {
        return Err(mismatch(function, count));
    }
    Ok(())
}

fn mismatch(function: &str, index: usize) -> EvaluatorError {
    let number = index + 1;
    thrown(&format!(
        "T0410: Argument {number} of function \"{function}\" does not match function signature"
    ))
}

fn thrown(message: &str) -> EvaluatorError {
    EvaluatorError::EvaluationError(message.to_owned())
}

/// Random bits from a seed: SplitMix64, which is small, passes the usual tests, and need not be more than that here.
struct Bits(Cell<u64>);

impl Bits {
    fn new(seed: u64) -> Self {
        Self(Cell::new(seed))
    }

    fn next(&self) -> u64 {
        let state = self.0.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.0.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to but not 1.
    fn fraction(&self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
