//! A copy of everything that is kept about a customer: lines of JSON in files, and a manifest of them.

use std::fmt::Write as _;
use std::time::Duration;

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::wire::names;
use super::{PrivacyCounts, PrivacyRequestId, TenantId};

/// A file is ended with the page of rows that makes it as long as this, in bytes.
const FULL_BYTES: usize = 4 * 1024 * 1024;

/// After how many days the files of an export are deleted.
pub const EXPORT_KEPT_DAYS: u32 = 7;

/// How long a link to a file leads there.
pub const EXPORT_LINK_LIFETIME: Duration = Duration::from_mins(15);

/// What the manifest is called.
pub const MANIFEST: &str = "manifest.json";

/// One kind of thing in an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// The customer.
    Customers,
    /// Their conversations.
    Conversations,
    /// What was said in them.
    Messages,
    /// How the answers came to be.
    Runs,
    /// What the customer thinks of them.
    Feedback,
    /// The conversations' hand-overs to a person.
    Handovers,
    /// What was asked about the customer, this export included.
    PrivacyRequests,
}

names!(Section, "a section of exports", {
    Customers: "customers",
    Conversations: "conversations",
    Messages: "messages",
    Runs: "runs",
    Feedback: "feedback",
    Handovers: "handovers",
    PrivacyRequests: "privacy_requests",
});

impl Section {
    /// The name of its file of this number, from 1.
    #[must_use]
    pub fn file(self, number: u32) -> String {
        format!("{}-{number:04}.ndjson", self.as_str())
    }
}

/// Where a row stands in its section: behind all whose id is smaller, or the same with a smaller place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowKey {
    /// An id: of a conversation where its rows are told apart by their place, else the row's own.
    pub id: Uuid,
    /// The place within the id; 0 where there is one row of it.
    pub place: u32,
}

/// One row, as it goes into a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedRow {
    /// Where it stands.
    pub key: RowKey,
    /// JSON, without a line break.
    pub line: String,
}

/// A file that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportFile {
    /// What is in it.
    pub section: Section,
    /// The how manieth of its section it is, from 1.
    pub number: u32,
    /// How many lines it has.
    pub rows: u32,
    /// How long it is.
    pub bytes: u32,
    /// What it digests to.
    pub sha256: [u8; 32],
    /// Its last row.
    pub last: RowKey,
}

impl ExportFile {
    /// Its name within the export.
    #[must_use]
    pub fn name(&self) -> String {
        self.section.file(self.number)
    }

    /// The digest in hexadecimal digits, as `sha256sum` writes it.
    #[must_use]
    pub fn digest(&self) -> String {
        self.sha256.iter().fold(String::new(), |mut digits, byte| {
            // Writing to a string does not fail.
            let _ = write!(digits, "{byte:02x}");
            digits
        })
    }
}

/// A file that is being filled, page by page.
#[derive(Clone, Debug)]
pub struct ExportDraft {
    section: Section,
    number: u32,
    rows: u32,
    last: Option<RowKey>,
    content: Vec<u8>,
}

impl ExportDraft {
    /// The file behind `previous`, or the first of a section.
    #[must_use]
    pub fn new(section: Section, previous: Option<&ExportFile>) -> Self {
        Self {
            section,
            number: previous.map_or(1, |file| file.number + 1),
            rows: 0,
            last: previous.map(|file| file.last),
            content: Vec::new(),
        }
    }

    /// Behind which row the next page begins.
    #[must_use]
    pub const fn last(&self) -> Option<RowKey> {
        self.last
    }

    /// Adds a row.
    pub fn add(&mut self, row: &ExportedRow) {
        self.content.extend_from_slice(row.line.as_bytes());
        self.content.push(b'\n');
        self.rows += 1;
        self.last = Some(row.key);
    }

    /// Whether it is long enough.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.content.len() >= FULL_BYTES
    }

    /// The file and its content; none if there is nothing in it.
    #[must_use]
    pub fn end(self) -> Option<(ExportFile, Vec<u8>)> {
        let last = self.last.filter(|_| self.rows > 0)?;
        let file = ExportFile {
            section: self.section,
            number: self.number,
            rows: self.rows,
            bytes: u32::try_from(self.content.len()).unwrap_or(u32::MAX),
            sha256: Sha256::digest(&self.content).into(),
            last,
        };
        Some((file, self.content))
    }
}

/// What an export consists of, for whoever checks whether it is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExportManifest {
    privacy_request_id: PrivacyRequestId,
    counts: PrivacyCounts,
    files: Vec<ManifestFile>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct ManifestFile {
    name: String,
    rows: u32,
    bytes: u32,
    sha256: String,
}

impl ExportManifest {
    /// Of these files.
    #[must_use]
    pub fn new(privacy_request_id: PrivacyRequestId, files: &[ExportFile]) -> Self {
        let mut counts: PrivacyCounts = Section::ALL
            .into_iter()
            .map(|section| (section.as_str().to_owned(), 0))
            .collect();
        for file in files {
            *counts.entry(file.section.as_str().to_owned()).or_default() += file.rows;
        }
        let files = files.iter().map(|file| ManifestFile {
            name: file.name(),
            rows: file.rows,
            bytes: file.bytes,
            sha256: file.digest(),
        });
        Self {
            privacy_request_id,
            counts,
            files: files.collect(),
        }
    }

    /// How many rows of each section there are, all sections named.
    #[must_use]
    pub const fn counts(&self) -> &PrivacyCounts {
        &self.counts
    }
}

/// Where a file of an export is kept.
#[must_use]
pub fn export_key(tenant: TenantId, request: PrivacyRequestId, name: &str) -> String {
    format!("{tenant}/{request}/{name}")
}

/// Everything that may be there of an export with these files: whoever wrote the next one may have been stopped before it
/// was said.
#[must_use]
pub fn names_of_export(files: &[ExportFile]) -> Vec<String> {
    let next = |section| {
        let numbers = files
            .iter()
            .filter(|file| file.section == section)
            .map(|file| file.number);
        numbers.max().unwrap_or(0) + 1
    };
    let parts = Section::ALL
        .into_iter()
        .flat_map(|section| (1..=next(section)).map(move |number| section.file(number)));
    parts.chain([MANIFEST.to_owned()]).collect()
}
