//! A report in, text for a terminal out.

use super::{Asker, Handler, Permission, Report, Right};
use owo_colors::Style;
use std::collections::BTreeSet;

impl Report {
    /// The report by handler and parameter, in colour if so wished. A permission that two parameters ask for stands
    /// under both.
    #[must_use]
    pub fn text(&self, coloured: bool) -> String {
        let painter = Painter { coloured };
        let handlers: Vec<String> = self
            .handlers
            .iter()
            .map(|handler| painter.handler(handler))
            .collect();
        handlers.join("\n")
    }
}

struct Painter {
    coloured: bool,
}

impl Painter {
    fn paint(&self, text: &str, style: Style) -> String {
        if self.coloured {
            style.style(text).to_string()
        } else {
            text.to_owned()
        }
    }

    fn handler(&self, handler: &Handler) -> String {
        let name = self.paint(&handler.name, Style::new().bold());
        let id = if handler.id == handler.name {
            String::new()
        } else {
            format!(" (in AWS {})", handler.id)
        };
        let mut text = format!("{name}{id}  {}\n", self.place(&handler.source.to_string()));
        let askers: BTreeSet<&Asker> = handler
            .permissions
            .iter()
            .flat_map(|permission| &permission.asked_by)
            .collect();
        for asker in askers {
            let parameter = self.paint(&format!("{}: {}", asker.parameter, asker.ty), Style::new().cyan());
            text.push_str(&format!(
                "  {parameter}  {}\n",
                self.place(&asker.source.to_string())
            ));
            for permission in &handler.permissions {
                if permission.asked_by.contains(asker) {
                    text.push_str(&self.permission(permission));
                }
            }
        }
        let everyone: Vec<&Permission> = handler
            .permissions
            .iter()
            .filter(|permission| permission.asked_by.is_empty())
            .collect();
        if !everyone.is_empty() {
            text.push_str(&format!(
                "  {}\n",
                self.paint("every function", Style::new().cyan())
            ));
            everyone
                .into_iter()
                .for_each(|permission| text.push_str(&self.permission(permission)));
        }
        text
    }

    fn place(&self, place: &str) -> String {
        self.paint(place, Style::new().dimmed())
    }

    fn permission(&self, permission: &Permission) -> String {
        let kind = |kind: &str| self.paint(&format!("{kind:<8}"), Style::new().green());
        match &permission.right {
            Right::Iam {
                sid,
                effect,
                actions,
                resources,
                conditions,
            } => {
                let denied = if *effect == "Deny" { "not " } else { "" };
                let mut text = format!("    {}  {denied}{}\n", kind("IAM"), actions.join(", "));
                let mut more = |word: &str, what: &str| {
                    text.push_str(&format!("              {word} {what}\n"));
                };
                resources.iter().for_each(|resource| more("on", resource));
                for (operator, keys) in conditions {
                    for (key, values) in keys {
                        more("if", &format!("{key} {operator} {}", values.join(", ")));
                    }
                }
                more("as", sid);
                text
            }
            Right::Sql { privileges, table } => {
                format!("    {}  {} on {table}\n", kind("SQL"), privileges.join(", "))
            }
            Right::Variable { name } => format!("    {}  {name}\n", kind("variable")),
            Right::Gauge { name, alarm_above } => {
                format!("    {}  {name}, alarm above {alarm_above}\n", kind("gauge"))
            }
            Right::Network { to } => format!("    {}  {to}\n", kind("network")),
        }
    }
}
