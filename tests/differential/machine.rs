//! An app in, the state machines that codegen emits for it out, ready to run.

use codegen::asl::Machines;
use ferrovia::model;
use ferrovia_states::machine::Machine;
use std::rc::Rc;

/// A machine as it is deployed.
pub struct Emitted {
    /// The document.
    pub text: String,
    pub machine: Rc<Machine>,
    /// Its workflow.
    pub workflow: model::Workflow,
}

/// The machines of an app, with the app.
pub struct Deployed {
    pub app: model::App,
    pub machines: Vec<Emitted>,
}

impl Deployed {
    pub fn of(app: model::App) -> Self {
        let checked = match app.clone().check() {
            Ok(checked) => checked,
            Err(problems) => panic!("{problems}"),
        };
        let machines = Machines::of(&checked).0.into_iter().map(|(workflow, template)| {
            let text = rendered(template.text());
            let machine = match Machine::parse(&text) {
                Ok(machine) => Rc::new(machine),
                Err(problems) => panic!("`{}` is no machine:\n{problems}\n{text}", workflow.name),
            };
            Emitted {
                text,
                machine,
                workflow: workflow.clone(),
            }
        });
        let machines = machines.collect();
        Self { app, machines }
    }

    pub fn machine(&self, name: &str) -> &Emitted {
        self.machines
            .iter()
            .find(|emitted| emitted.workflow.name == name)
            .expect("each workflow has its machine")
    }
}

/// A template as Terraform renders it: a function's ARN is `arn:function:<its placeholder>`.
fn rendered(template: &str) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some(at) = rest.find("${").into_iter().chain(rest.find("%{")).min() {
        let (before, marked) = rest.split_at(at);
        text.push_str(before);
        let (mark, after) = marked.split_at(2);
        let sign = mark.trim_end_matches('{');
        if before.ends_with(sign) {
            // `$${` is `${`: one sign was written already.
            text.push('{');
            rest = after;
            continue;
        }
        let (name, behind) = after.split_once('}').expect("a placeholder ends");
        text.push_str(&match name {
            "partition" => "aws".to_owned(),
            name => format!("arn:function:{name}"),
        });
        rest = behind;
    }
    text.push_str(rest);
    text
}

/// The function that [`rendered`] gave that ARN.
pub fn function<'a>(app: &'a model::App, arn: &str) -> Option<&'a model::Function> {
    let is = |function: &&model::Function| {
        let placeholder = codegen::placeholder::function(&function.name);
        arn.strip_prefix("arn:function:") == Some(placeholder.name())
    };
    app.functions.iter().find(is)
}
