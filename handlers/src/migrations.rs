//! The database's migrations: plain data, for whoever checks that every table has one and for the handler that applies them.

/// One step of the database's schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// Its place in the order; never changed once it is released.
    pub version: i64,
    /// What it is about.
    pub name: &'static str,
    /// The statements. They run in one transaction.
    pub sql: &'static str,
}

/// All of them, in order.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "tenancy",
        sql: include_str!("../migrations/0001_tenancy.sql"),
    },
    Migration {
        version: 2,
        name: "conversations",
        sql: include_str!("../migrations/0002_conversations.sql"),
    },
    Migration {
        version: 3,
        name: "answers",
        sql: include_str!("../migrations/0003_answers.sql"),
    },
    Migration {
        version: 4,
        name: "api_clients",
        sql: include_str!("../migrations/0004_api_clients.sql"),
    },
    Migration {
        version: 5,
        name: "resources",
        sql: include_str!("../migrations/0005_resources.sql"),
    },
    Migration {
        version: 6,
        name: "limits",
        sql: include_str!("../migrations/0006_limits.sql"),
    },
    Migration {
        version: 7,
        name: "handovers",
        sql: include_str!("../migrations/0007_handovers.sql"),
    },
    Migration {
        version: 8,
        name: "jobs",
        sql: include_str!("../migrations/0008_jobs.sql"),
    },
    Migration {
        version: 9,
        name: "flags",
        sql: include_str!("../migrations/0009_flags.sql"),
    },
    Migration {
        version: 10,
        name: "privacy",
        sql: include_str!("../migrations/0010_privacy.sql"),
    },
    Migration {
        version: 11,
        name: "message_metadata",
        sql: include_str!("../migrations/0011_message_metadata.sql"),
    },
    Migration {
        version: 12,
        name: "audit_months",
        sql: include_str!("../migrations/0012_audit_months.sql"),
    },
    Migration {
        version: 13,
        name: "exports",
        sql: include_str!("../migrations/0013_exports.sql"),
    },
    Migration {
        version: 15,
        name: "dead_events",
        sql: include_str!("../migrations/0015_dead_events.sql"),
    },
    Migration {
        version: 16,
        name: "prompt_hashes",
        sql: include_str!("../migrations/0016_prompt_hashes.sql"),
    },
];
