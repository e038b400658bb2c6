//! A `Map` state's fields in, its compiled parts out.

use super::compile::Compiler;
use super::fields::Fields;
use super::{Batcher, ItemReader, Kind, Map, MapRun, Resource, Tolerance};
use std::rc::Rc;

pub(super) const FIELDS: &[&str] = &[
    "Items",
    "ItemSelector",
    "ItemProcessor",
    "MaxConcurrency",
    "ToleratedFailureCount",
    "ToleratedFailurePercentage",
    "ItemReader",
    "ItemBatcher",
    "ResultWriter",
    "Label",
];

impl Compiler {
    pub(super) fn map(&mut self, fields: &Fields<'_>) -> Option<Kind> {
        let Some(processor) = fields.object("ItemProcessor", &mut self.problems) else {
            fields.problem("ItemProcessor", "missing", &mut self.problems);
            return None;
        };
        let known: &[&str] = &["ProcessorConfig", "StartAt", "States", "Comment", "QueryLanguage"];
        processor.refuse_unknown(&[known], &mut self.problems);
        let start = self.branch(&processor);
        let config = processor.object("ProcessorConfig", &mut self.problems);
        let run = match config
            .as_ref()
            .and_then(|config| config.text("Mode", &mut self.problems))
        {
            Some("DISTRIBUTED") => Some(self.map_run(fields, config.as_ref())),
            Some("INLINE") | None => {
                let distributed = ["ItemReader", "ItemBatcher", "ResultWriter", "Label"];
                for field in distributed
                    .into_iter()
                    .filter(|field| fields.get(field).is_some())
                {
                    fields.problem(
                        field,
                        "only in a map with `\"Mode\": \"DISTRIBUTED\"`",
                        &mut self.problems,
                    );
                }
                None
            }
            Some(other) => {
                processor.problem(
                    "ProcessorConfig",
                    format!("there is no mode `{other}`"),
                    &mut self.problems,
                );
                None
            }
        };
        let problems = &mut self.problems;
        let map = Map {
            items: fields.template("Items", problems),
            selector: fields.template("ItemSelector", problems),
            max_concurrency: fields.amount("MaxConcurrency", problems),
            processor: start?,
            tolerance: Tolerance {
                count: fields.amount("ToleratedFailureCount", problems),
                percentage: fields.template("ToleratedFailurePercentage", problems),
            },
            run,
        };
        Some(Kind::Map(Box::new(map)))
    }

    fn map_run(&mut self, fields: &Fields<'_>, config: Option<&Fields<'_>>) -> MapRun {
        if fields.get("ResultWriter").is_some() {
            let message = "not supported: it writes to Amazon S3; take the map's result instead";
            fields.problem("ResultWriter", message, &mut self.problems);
        }
        let kind = config.and_then(|config| config.required_text("ExecutionType", &mut self.problems));
        let reader = fields
            .object("ItemReader", &mut self.problems)
            .and_then(|reader| self.reader(&reader));
        let batcher = fields.object("ItemBatcher", &mut self.problems).map(|batcher| {
            let known: &[&str] = &["MaxItemsPerBatch", "MaxInputBytesPerBatch", "BatchInput"];
            batcher.refuse_unknown(&[known], &mut self.problems);
            Batcher {
                max_items: batcher.amount("MaxItemsPerBatch", &mut self.problems),
                max_bytes: batcher.amount("MaxInputBytesPerBatch", &mut self.problems),
                input: batcher.template("BatchInput", &mut self.problems),
            }
        });
        MapRun {
            express: kind == Some("EXPRESS"),
            label: fields.text("Label", &mut self.problems).map(Rc::from),
            reader,
            batcher,
        }
    }

    fn reader(&mut self, fields: &Fields<'_>) -> Option<ItemReader> {
        fields.refuse_unknown(&[&["Resource", "Arguments", "ReaderConfig"]], &mut self.problems);
        let resource = fields.required_text("Resource", &mut self.problems)?;
        let config = fields.object("ReaderConfig", &mut self.problems);
        Some(ItemReader {
            resource: Rc::new(Resource::parse(resource)),
            arguments: fields.template("Arguments", &mut self.problems),
            max_items: config.and_then(|config| config.amount("MaxItems", &mut self.problems)),
        })
    }
}
