//! The fields of everything in a machine in JSONata mode: which there are, and what they may hold.

/// What an expression can read of `$states`, by where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Site {
    /// Before the work is done, or where there is none: the input and the context.
    Before,
    /// After the work of a Task, a Parallel or a Map: the result too.
    After,
    /// In a Catcher: the error too.
    Caught,
}

/// What a field may hold.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// Any JSON, with expressions at its leaves.
    Template(Site),
    /// An expression, or a literal of this kind.
    Computed(Literal),
    /// A literal of this kind.
    Constant(Literal),
    /// What has rules of its own.
    Own,
}

/// A kind of literal.
#[derive(Debug, Clone, Copy)]
pub(super) enum Literal {
    Text,
    Boolean,
    /// An integer from … to ….
    Whole(i64, i64),
    /// A number from … to ….
    Number(f64, f64),
    /// One of these words.
    Word(&'static [&'static str]),
    /// An instant: `2026-11-22T18:00:00Z`.
    Timestamp,
    /// A list, with expressions at its leaves.
    List,
    /// An object, with expressions at its leaves.
    Object,
}

/// A field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) shape: Shape,
}

const fn field(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        required: false,
        shape,
    }
}

const fn required(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        required: true,
        shape,
    }
}

use Literal::{Boolean, List, Number, Object, Text, Timestamp, Whole, Word};
use Shape::{Computed, Constant, Own, Template};
use Site::{After, Before, Caught};

/// The longest that Step Functions waits or lets run, in seconds.
const SECONDS: i64 = 99_999_999;

const COMMENT: Field = field("Comment", Constant(Text));
const NEXT: Field = field("Next", Own);
const END: Field = field("End", Constant(Boolean));
const ASSIGN: Field = field("Assign", Own);
const RETRY: Field = field("Retry", Own);
const CATCH: Field = field("Catch", Own);

pub(super) const MACHINE: &[Field] = &[
    COMMENT,
    field("QueryLanguage", Own),
    field("Version", Constant(Word(&["1.0"]))),
    field("TimeoutSeconds", Constant(Whole(1, SECONDS))),
    required("StartAt", Own),
    required("States", Own),
];

pub(super) const BRANCH: &[Field] = &[COMMENT, required("StartAt", Own), required("States", Own)];

pub(super) const ITEM_PROCESSOR: &[Field] = &[
    COMMENT,
    field("ProcessorConfig", Own),
    required("StartAt", Own),
    required("States", Own),
];

pub(super) const PROCESSOR_CONFIG: &[Field] = &[
    field("Mode", Constant(Word(&["INLINE", "DISTRIBUTED"]))),
    field("ExecutionType", Constant(Word(&["STANDARD", "EXPRESS"]))),
];

/// The fields of every state.
pub(super) const STATE: &[Field] = &[required("Type", Own), COMMENT, field("QueryLanguage", Own)];

/// The types of states, and the fields that each has besides.
pub(super) const TYPES: &[(&str, &[Field])] = &[
    ("Pass", &[field("Output", Template(Before)), ASSIGN, NEXT, END]),
    (
        "Task",
        &[
            required("Resource", Own),
            field("Arguments", Template(Before)),
            field("Credentials", Template(Before)),
            field("TimeoutSeconds", Computed(Whole(1, SECONDS))),
            field("HeartbeatSeconds", Computed(Whole(1, SECONDS))),
            field("Output", Template(After)),
            ASSIGN,
            RETRY,
            CATCH,
            NEXT,
            END,
        ],
    ),
    (
        "Choice",
        &[
            required("Choices", Own),
            field("Default", Own),
            field("Output", Template(Before)),
            ASSIGN,
        ],
    ),
    (
        "Wait",
        &[
            field("Seconds", Computed(Whole(0, SECONDS))),
            field("Timestamp", Computed(Timestamp)),
            field("Output", Template(Before)),
            ASSIGN,
            NEXT,
            END,
        ],
    ),
    ("Succeed", &[field("Output", Template(Before))]),
    (
        "Fail",
        &[field("Error", Computed(Text)), field("Cause", Computed(Text))],
    ),
    (
        "Parallel",
        &[
            required("Branches", Own),
            field("Arguments", Template(Before)),
            field("Output", Template(After)),
            ASSIGN,
            RETRY,
            CATCH,
            NEXT,
            END,
        ],
    ),
    (
        "Map",
        &[
            required("ItemProcessor", Own),
            field("Items", Computed(List)),
            field("ItemSelector", Template(Before)),
            field("ItemReader", Own),
            field("ItemBatcher", Own),
            field("ResultWriter", Own),
            field("MaxConcurrency", Computed(Whole(0, SECONDS))),
            field("ToleratedFailureCount", Computed(Whole(0, i64::MAX))),
            field("ToleratedFailurePercentage", Computed(Number(0.0, 100.0))),
            field("Label", Constant(Text)),
            field("Output", Template(After)),
            ASSIGN,
            RETRY,
            CATCH,
            NEXT,
            END,
        ],
    ),
];

pub(super) const RULE: &[Field] = &[
    COMMENT,
    required("Condition", Computed(Boolean)),
    required("Next", Own),
    field("Output", Template(Before)),
    ASSIGN,
];

pub(super) const RETRIER: &[Field] = &[
    COMMENT,
    required("ErrorEquals", Own),
    field("IntervalSeconds", Constant(Whole(1, SECONDS))),
    field("MaxAttempts", Constant(Whole(0, SECONDS))),
    field("BackoffRate", Constant(Number(1.0, f64::MAX))),
    field("MaxDelaySeconds", Constant(Whole(1, 31_622_399))),
    field("JitterStrategy", Constant(Word(&["FULL", "NONE"]))),
];

pub(super) const CATCHER: &[Field] = &[
    COMMENT,
    required("ErrorEquals", Own),
    required("Next", Own),
    field("Output", Template(Caught)),
    ASSIGN,
];

pub(super) const ITEM_READER: &[Field] = &[
    required("Resource", Constant(Text)),
    field("Arguments", Template(Before)),
    field("ReaderConfig", Computed(Object)),
];

pub(super) const ITEM_BATCHER: &[Field] = &[
    field("BatchInput", Template(Before)),
    field("MaxItemsPerBatch", Computed(Whole(1, i64::MAX))),
    field("MaxInputBytesPerBatch", Computed(Whole(1, 262_144))),
];

pub(super) const RESULT_WRITER: &[Field] = &[
    field("Resource", Constant(Text)),
    field("Arguments", Template(Before)),
    field("WriterConfig", Computed(Object)),
];

/// The fields of JSONPath mode, and what stands in their place.
pub(super) const JSON_PATH: &[(&str, &str)] = &[
    ("And", "write one `Condition`, with `and`"),
    ("CausePath", "write an expression in `Cause`"),
    ("ErrorPath", "write an expression in `Error`"),
    (
        "HeartbeatSecondsPath",
        "write an expression in `HeartbeatSeconds`",
    ),
    (
        "InputPath",
        "write `Arguments`, or read what is needed of `$states.input`",
    ),
    ("ItemsPath", "write an expression in `Items`"),
    ("MaxConcurrencyPath", "write an expression in `MaxConcurrency`"),
    (
        "MaxInputBytesPerBatchPath",
        "write an expression in `MaxInputBytesPerBatch`",
    ),
    (
        "MaxItemsPerBatchPath",
        "write an expression in `MaxItemsPerBatch`",
    ),
    ("Not", "write one `Condition`, with `$not(…)`"),
    ("Or", "write one `Condition`, with `or`"),
    ("OutputPath", "write `Output`"),
    (
        "Parameters",
        "write `Arguments`; in a Map, `ItemSelector`; in a Pass, `Output`",
    ),
    ("Result", "write `Output`"),
    ("ResultPath", "write `Output` or `Assign`"),
    (
        "ResultSelector",
        "write `Output` or `Assign`, and read `$states.result`",
    ),
    ("SecondsPath", "write an expression in `Seconds`"),
    ("TimeoutSecondsPath", "write an expression in `TimeoutSeconds`"),
    ("TimestampPath", "write an expression in `Timestamp`"),
    (
        "ToleratedFailureCountPath",
        "write an expression in `ToleratedFailureCount`",
    ),
    (
        "ToleratedFailurePercentagePath",
        "write an expression in `ToleratedFailurePercentage`",
    ),
    ("Variable", "write one `Condition`, with an expression"),
];

/// Whether it is a comparison of a Choice rule in JSONPath mode: `StringEquals`, `NumericLessThanPath`, `IsNull`.
pub(super) fn is_comparison(name: &str) -> bool {
    let operand = ["String", "Numeric", "Boolean", "Timestamp"]
        .into_iter()
        .find_map(|kind| name.strip_prefix(kind))
        .map(|comparison| comparison.strip_suffix("Path").unwrap_or(comparison));
    matches!(
        operand,
        Some("Equals" | "LessThan" | "GreaterThan" | "LessThanEquals" | "GreaterThanEquals" | "Matches")
    ) || matches!(
        name,
        "IsNull" | "IsPresent" | "IsNumeric" | "IsString" | "IsBoolean" | "IsTimestamp"
    )
}
