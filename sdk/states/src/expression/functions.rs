//! The functions that Step Functions adds to JSONata, and those that follow the execution's clock and randomness.

use super::{References, Scope};
use jsonata_core::evaluator::{Evaluator, EvaluatorError, HostFn};
use jsonata_core::value::JValue;
use jsonata_core::{ast::AstNode, evaluator::Context};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use std::cell::Cell;
use std::rc::Rc;

type Outcome = Result<JValue, EvaluatorError>;

/// Makes those functions known that the expression calls or names.
pub(super) fn register(
    evaluator: &mut Evaluator,
    references: &References,
    scope: &dyn Scope,
) -> Result<(), EvaluatorError> {
    let called = references.calls.iter().map(|call| &call.name);
    for name in called.chain(&references.variables) {
        match name.as_str() {
            "partition" => evaluator.register_fn("partition", partition)?,
            "range" => evaluator.register_fn("range", range)?,
            "hash" => evaluator.register_fn("hash", hash)?,
            "parse" => evaluator.register_fn("parse", parse)?,
            "uuid" => {
                let bits = Bits::new(scope.random());
                evaluator.register_fn("uuid", move |_: &[JValue]| uuid(&bits))?;
            }
            "random" => {
                let bits = Bits::new(scope.random());
                overriding(evaluator, "random", move |arguments: &[JValue]| {
                    random(arguments, &bits)
                })?;
            }
            "shuffle" => {
                let bits = Bits::new(scope.random());
                overriding(evaluator, "shuffle", move |arguments: &[JValue]| {
                    shuffle(arguments, &bits)
                })?;
            }
            "millis" => {
                let now = scope.now_millis();
                overriding(evaluator, "millis", move |_: &[JValue]| Ok(JValue::from(now)))?;
            }
            "now" => {
                let now = scope.now_millis();
                overriding(evaluator, "now", move |arguments: &[JValue]| {
                    timestamp(now, arguments)
                })?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn overriding(evaluator: &mut Evaluator, name: &str, f: impl HostFn + 'static) -> Result<(), EvaluatorError> {
    evaluator.register_fn_override(name, f)
}

/// `$partition([1, 2, 3], 2)` is `[[1, 2], [3]]`.
fn partition(arguments: &[JValue]) -> Outcome {
    match arguments {
        [JValue::Undefined, _] => Ok(JValue::Undefined),
        [JValue::Array(items), JValue::Number(size)] if *size >= 1.0 => {
            let parts = items
                .chunks(*size as usize)
                .map(|part| JValue::array(part.to_vec()));
            Ok(JValue::array(parts.collect()))
        }
        _ => Err(thrown("T0410: $partition takes a list and a size of at least 1")),
    }
}

/// `$range(1, 9, 2)` is `[1, 3, 5, 7, 9]`: a thousand items at most.
fn range(arguments: &[JValue]) -> Outcome {
    const LONGEST: f64 = 1000.0;
    let [JValue::Number(first), JValue::Number(last), JValue::Number(step)] = arguments else {
        return Err(thrown(
            "T0410: $range takes three numbers: the first, the last, the step",
        ));
    };
    if *step == 0.0 {
        return Err(thrown("D3001: the step of $range must not be 0"));
    }
    let steps = ((last - first) / step).floor();
    if steps >= LONGEST {
        return Err(thrown("D3001: $range gives at most 1000 items"));
    }
    let items = (0..=steps as i64).take_while(|_| steps >= 0.0);
    Ok(JValue::array(
        items
            .map(|index| JValue::Number(first + index as f64 * step))
            .collect(),
    ))
}

/// `$hash("text", "SHA-256")`, in lower-case hexadecimal.
fn hash(arguments: &[JValue]) -> Outcome {
    let (data, algorithm) = match arguments {
        [JValue::Undefined, _] => return Ok(JValue::Undefined),
        [JValue::String(data), JValue::String(algorithm)] => (data.as_bytes(), &**algorithm),
        _ => return Err(thrown("T0410: $hash takes a string and the name of an algorithm")),
    };
    let digest = match algorithm {
        "MD5" => hex(&Md5::digest(data)),
        "SHA-1" => hex(&Sha1::digest(data)),
        "SHA-256" => hex(&Sha256::digest(data)),
        "SHA-384" => hex(&Sha384::digest(data)),
        "SHA-512" => hex(&Sha512::digest(data)),
        _ => {
            let known = "MD5, SHA-1, SHA-256, SHA-384 and SHA-512";
            return Err(thrown(&format!("D3001: $hash knows {known}, not `{algorithm}`")));
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
    match arguments {
        [JValue::Undefined] => Ok(JValue::Undefined),
        [JValue::String(text)] => {
            JValue::from_json_str(text).map_err(|error| thrown(&format!("D3001: $parse: {error}")))
        }
        _ => Err(thrown("T0410: $parse takes a string")),
    }
}

fn uuid(bits: &Bits) -> Outcome {
    let random = u128::from(bits.next()) << 64 | u128::from(bits.next());
    let uuid = uuid::Builder::from_random_bytes(random.to_be_bytes()).into_uuid();
    Ok(JValue::from(uuid.hyphenated().to_string()))
}

/// A number from 0 up to but not 1; with a seed always the same one.
fn random(arguments: &[JValue], bits: &Bits) -> Outcome {
    match arguments {
        [] => Ok(JValue::Number(bits.fraction())),
        [JValue::Number(seed)] => Ok(JValue::Number(Bits::new(seed.to_bits()).fraction())),
        _ => Err(thrown("T0410: $random takes a number as its seed, or nothing")),
    }
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

fn thrown(message: &str) -> EvaluatorError {
    EvaluatorError::EvaluationError(message.to_owned())
}

/// Random bits from a seed: SplitMix64, which is small, passes the usual tests, and need not be more than that here.
struct Bits(Rc<Cell<u64>>);

impl Bits {
    fn new(seed: u64) -> Self {
        Self(Rc::new(Cell::new(seed)))
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
