use ferrovia::data;

#[data]
#[serde(try_from = "String")]
struct Locale(String);

impl TryFrom<String> for Locale {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Ok(Self(text))
    }
}

fn main() {}
