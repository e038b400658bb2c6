//! A Map's own fields in, their problems and its inner flow out.

use super::fields::{ITEM_BATCHER, ITEM_PROCESSOR, ITEM_READER, PROCESSOR_CONFIG, RESULT_WRITER};
use super::flow::State;
use super::object::Object;
use super::values::object;
use super::{Checker, Code, Kind};

impl Checker {
    pub(super) fn map<'a>(&mut self, map: &Object<'a>, state: &mut State<'a>, kind: Option<Kind>) {
        let Some(value) = map.get("ItemProcessor") else {
            return;
        };
        let pointer = map.at("ItemProcessor");
        let Some(processor) = object(value, &pointer) else {
            return self.wrong_type(value, &pointer, "it takes an object with `StartAt` and `States`");
        };
        self.fields(
            &processor,
            &[ITEM_PROCESSOR],
            "an item processor",
            &mut state.reads,
        );
        let config = processor.get("ProcessorConfig");
        let inner = match config.map(|config| (config, object(config, &processor.at("ProcessorConfig")))) {
            None => kind,
            Some((value, None)) => {
                self.wrong_type(
                    value,
                    &processor.at("ProcessorConfig"),
                    "it takes an object with `Mode`",
                );
                kind
            }
            Some((_, Some(config))) => {
                self.fields(
                    &config,
                    &[PROCESSOR_CONFIG],
                    "the config of an item processor",
                    &mut state.reads,
                );
                self.mode(&config, state, kind)
            }
        };
        if state.sealed {
            self.distributed(map, state);
        } else {
            for name in ["ItemReader", "ItemBatcher", "ResultWriter", "Label"] {
                if map.get(name).is_some() {
                    let message = format!("`{name}` belongs to a distributed Map");
                    let help = "remove it, or set `\"ProcessorConfig\": {\"Mode\": \"DISTRIBUTED\", \"ExecutionType\": …}`";
                    self.report(map.at(name), Code::Conflict, message, help);
                }
            }
        }
        state.inner.extend(self.flow(&processor, inner));
    }

    /// What kind of execution the item processor's states run in.
    fn mode(&mut self, config: &Object<'_>, state: &mut State<'_>, kind: Option<Kind>) -> Option<Kind> {
        state.sealed = config.text("Mode") == Some("DISTRIBUTED");
        if !state.sealed {
            return kind;
        }
        if kind == Some(Kind::Express) {
            let help = "use `INLINE`, or make the machine a standard one";
            self.report(
                config.at("Mode"),
                Code::NotInExpress,
                "an Express machine has no distributed Map",
                help,
            );
        }
        match config.text("ExecutionType") {
            Some("EXPRESS") => Some(Kind::Express),
            Some("STANDARD") => Some(Kind::Standard),
            Some(_) => None,
            None => {
                let help = "add `\"ExecutionType\": \"STANDARD\"` or `\"EXPRESS\"`";
                let message = "a distributed Map has no `ExecutionType`";
                self.report(&config.pointer, Code::MissingField, message, help);
                None
            }
        }
    }

    fn distributed(&mut self, map: &Object<'_>, state: &mut State<'_>) {
        const LONGEST: usize = 40;
        let parts = [
            ("ItemReader", ITEM_READER, "an item reader"),
            ("ItemBatcher", ITEM_BATCHER, "an item batcher"),
            ("ResultWriter", RESULT_WRITER, "a result writer"),
        ];
        for (name, fields, what) in parts {
            let Some(value) = map.get(name) else {
                continue;
            };
            match object(value, &map.at(name)) {
                Some(part) => self.fields(&part, &[fields], what, &mut state.reads),
                None => self.wrong_type(value, &map.at(name), "it takes an object"),
            }
        }
        if map.get("Items").is_some() && map.get("ItemReader").is_some() {
            let message = "a Map has both `Items` and `ItemReader`";
            self.report(&map.pointer, Code::Conflict, message, "remove one of them");
        }
        if let Some(batcher) = map.get("ItemBatcher").filter(|batcher| batcher.is_object())
            && batcher.get("MaxItemsPerBatch").is_none()
            && batcher.get("MaxInputBytesPerBatch").is_none()
        {
            let message = "an item batcher has neither `MaxItemsPerBatch` nor `MaxInputBytesPerBatch`";
            self.report(
                map.at("ItemBatcher"),
                Code::Conflict,
                message,
                "add one of them, or both",
            );
        }
        if let Some(label) = map.text("Label")
            && label.chars().count() > LONGEST
        {
            let message = format!("`Label` has {} characters", label.chars().count());
            self.report(
                map.at("Label"),
                Code::OutOfRange,
                message,
                format!("it takes at most {LONGEST}"),
            );
        }
    }
}
