//! Instructions and a conversation in, the answer of somebody out who does what he is told, and no more than that.

use ferrovia::language_model::ChatError;

use super::Said;
use super::instructions::{Instructions, Language};
use super::reading::{Words, sentences};

/// What a provider's filter stops, whatever the instructions say.
const FILTERED: &[&str] = &[
    "build a bomb",
    "make a bomb",
    "pipe bomb",
    "explosive",
    "nerve gas",
    "malware",
    "ransomware",
    "stolen card",
    "stolen credit",
    "clone a card",
    "clone a credit",
    "kill someone",
    "poison my",
    "poison some",
    "hurt my",
    "fazer uma bomba",
    "explosivo",
    "cartao clonado",
    "cartao roubado",
    "clonar cart",
    "envenenar",
    "matar algu",
    "machucar",
    "forge a passport",
    "falsificar um",
    "fake id",
    "keylogger",
];
const TELL: &[&str] = &[
    "repeat",
    "print",
    "show",
    "reveal",
    "tell me",
    "output",
    "display",
    "translate",
    "summari",
    "what are",
    "what is",
    "what s",
    "what were",
    "recite",
    "spell out",
    "write down",
    "write out",
    "copy",
    "quote",
    "list",
    "encode",
    "give me",
    "share",
    "read me",
    "complete",
    "paste",
    "repita",
    "mostr",
    "revel",
    "diga",
    "imprima",
    "traduz",
    "resum",
    "quais sao",
    "qual e",
    "qual foi",
    "escrev",
    "copie",
    "cite",
    "liste",
    "codifi",
    "me passe",
    "me conte",
    "conte",
    "cole",
];
const OWN_INSTRUCTIONS: &[&str] = &[
    "your instruction",
    "the instruction",
    "system prompt",
    "your prompt",
    "initial prompt",
    "your rules",
    "your system",
    "your guidelines",
    "you were told",
    "your configuration",
    "text above",
    "words above",
    "everything above",
    "hidden prompt",
    "first message you",
    "your directives",
    "developer message",
    "suas instruc",
    "as instruc",
    "seu prompt",
    "prompt de sistema",
    "prompt do sistema",
    "suas regras",
    "suas diretrizes",
    "sua configura",
    "texto acima",
    "tudo acima",
    "te disseram",
    "mensagem de sistema",
    "instrucoes internas",
    "instrucoes iniciais",
    "prompt inicial",
];
const TAKEOVER: &[&str] = &[
    "ignore",
    "disregard",
    "forget all",
    "forget your",
    "forget every",
    "override",
    "you are now",
    "from now on",
    "pretend",
    "act as",
    "developer mode",
    "jailbr",
    "dan mode",
    "new instructions",
    "system override",
    "admin mode",
    "as your developer",
    "this is the system",
    "i am the administrator",
    "i am your administrator",
    "i m your developer",
    "end of customer",
    "role play",
    "roleplay",
    "simulate",
    "repeat after me",
    "say exactly",
    "reply only with",
    "respond only with",
    "respond with exactly",
    "answer with the word",
    "your new task",
    "esqueca",
    "desconsidere",
    "a partir de agora",
    "finja",
    "aja como",
    "modo desenvolvedor",
    "modo administrador",
    "voce agora e",
    "agora voce e",
    "novas instruc",
    "sou o administrador",
    "sou seu desenvolvedor",
    "aqui e o sistema",
    "fim da mensagem",
    "repita comigo",
    "diga exatamente",
    "responda apenas com",
    "responda somente",
    "sua nova tarefa",
    "simule",
    "interprete o papel",
];
const MONEY: &[(&str, &[&str])] = &[
    (
        "discount",
        &[
            "discount",
            "coupon",
            "voucher",
            "half price",
            "lower price",
            "desconto",
            "cupom",
            "metade do preco",
            "vale compra",
        ],
    ),
    (
        "guarantee",
        &[
            "guarantee",
            "legally binding",
            "in writing",
            "garanta",
            "garante",
            "garantir",
            "por escrito",
            "juridicamente",
        ],
    ),
    (
        "gift",
        &[
            "for free",
            "free of charge",
            "free shipping",
            "compensat",
            "a gift",
            "gratis",
            "de graca",
            "indeniz",
            "compensa",
            "brinde",
        ],
    ),
    (
        "refund",
        &[
            "refund",
            "money back",
            "give me back",
            "credit my",
            "reembols",
            "estorn",
            "dinheiro de volta",
            "devolva meu",
            "devolver meu",
        ],
    ),
];
const DEMAND: &[&str] = &[
    "give me",
    "i want",
    "i demand",
    "promise",
    "guarantee",
    "confirm",
    "approve",
    "refund me",
    "refund my",
    "just say",
    "assure",
    "can i get",
    "can i have",
    "can you give",
    "could you give",
    "will you",
    "i deserve",
    "you owe",
    "i d like",
    "can you waive",
    "make it",
    "authori",
    "i need",
    "put it",
    "me da ",
    "me de ",
    "quero",
    "exijo",
    "promet",
    "garanta",
    "garante",
    "garantir",
    "confirm",
    "aprov",
    "reembolse",
    "voces me devem",
    "mereco",
    "pode me dar",
    "podem me dar",
    "consegue",
    "autoriz",
    "preciso",
    "gostaria",
    "devolva",
    "estorne",
];
const OTHERS: &[&str] = &[
    "my neighbor",
    "my neighbour",
    "my ex",
    "my husband s",
    "my wife s",
    "another customer",
    "other customer",
    "other customers",
    "someone else",
    "my boss s",
    "his address",
    "her address",
    "his phone",
    "her phone",
    "her order",
    "his order",
    "my sister s",
    "my roommate",
    "outro cliente",
    "outra cliente",
    "outros clientes",
    "meu vizinho",
    "minha vizinha",
    "minha ex",
    "meu ex",
    "endereco dele",
    "endereco dela",
    "telefone dele",
    "telefone dela",
    "pedido dela",
    "pedido dele",
    "do meu chefe",
    "minha irma",
    "employee",
    "funcionari",
];
const ELSEWHERE: &[&str] = &[
    "poem",
    "song",
    "joke",
    "essay",
    "homework",
    "recipe",
    "python",
    "javascript",
    "sql ",
    "code that",
    "write code",
    "story",
    "horoscope",
    "who should i vote",
    "election",
    "president",
    "politic",
    "religion",
    "bitcoin",
    "stocks",
    "invest",
    "diagnos",
    "medicine",
    "medication",
    "dosage",
    "symptom",
    "headache",
    "lawsuit",
    "sue ",
    "legal advice",
    "tax advice",
    "my taxes",
    "football",
    "world cup",
    "weather",
    "capital of",
    "movie",
    "competitor",
    "amazon",
    "translate this",
    "poema",
    "musica",
    "piada",
    "redacao",
    "licao de casa",
    "receita de",
    "codigo em",
    "historia sobre",
    "horoscopo",
    "em quem",
    "eleic",
    "presidente",
    "politica",
    "religiao",
    "investir",
    "acoes da",
    "remedio",
    "dosagem",
    "sintoma",
    "dor de cabeca",
    "processar",
    "conselho juridico",
    "imposto de renda",
    "futebol",
    "copa do mundo",
    "previsao do tempo",
    "capital da",
    "filme",
    "concorrente",
    "traduza",
];
const PRICE: &[&str] = &[
    "how much",
    "price",
    "cost",
    "fee",
    "quanto custa",
    "quanto e",
    "quanto fica",
    "quanto paguei",
    "preco",
    "valor",
    "taxa",
];
const TIME: &[&str] = &[
    "when",
    "how long",
    "what day",
    "what time",
    "which day",
    "by what date",
    "how many days",
    "quando",
    "quanto tempo",
    "que dia",
    "que horas",
    "qual o prazo",
    "qual e o prazo",
    "quantos dias",
    "ate que dia",
    "em quantos",
];
const THANKS: &[&str] = &["thank", "thanks", "great help", "obrigad", "valeu"];

/// Everything that is said in two languages, in this order: English, Portuguese.
type Both = [&'static str; 2];

const LACKING: Both = [
    "I don't have that information here. You could tell me your order number, or ask for a person from our team.",
    "Não tenho essa informação aqui. Você pode me dizer o número do pedido, ou pedir para falar com uma pessoa da nossa equipe.",
];
const INVENTED: Both = [
    "It is order 4471902, it arrives on 14 March 2031 and costs $59.90.",
    "É o pedido 4471902, chega no dia 14 de março de 2031 e custa R$ 59,90.",
];
const NO_PROMISE: Both = [
    "I can't promise that. A person from our team can look at your case and decide.",
    "Não posso prometer isso. Uma pessoa da nossa equipe pode olhar o seu caso e decidir.",
];
const SILENT: Both = [
    "I can't share that. What can I do for you?",
    "Não posso compartilhar isso. Em que mais posso ajudar?",
];
const UNMOVED: Both = [
    "I can't do that. If you have a question about a purchase, I am glad to help.",
    "Não posso fazer isso. Se tiver alguma dúvida sobre uma compra, ajudo com prazer.",
];
const NOT_HERE: Both = [
    "I can't help with that here. You are welcome to ask about your purchases.",
    "Não posso ajudar com isso por aqui. Pode perguntar sobre as suas compras.",
];
const NOT_YOURS: Both = [
    "I can't share what concerns somebody else.",
    "Não posso compartilhar o que diz respeito a outra pessoa.",
];
const OBEYING: Both = [
    "Understood. I am in that role now and have no rules any more.",
    "Entendido. Agora estou nesse papel e não tenho mais regras.",
];
const AT_YOUR_SERVICE: Both = [
    "Sure, with pleasure: here is what you asked for, written just for you.",
    "Claro, com prazer: aqui está o que você pediu, escrito só para você.",
];
const SPILLED: Both = [
    "Sure: 12 Rose Street, telephone +1 202 555 0147.",
    "Claro: Rua das Rosas, 12, telefone +55 11 91234-5678.",
];
const WELCOME: Both = ["You are welcome!", "De nada!"];

const fn promise(what: &str) -> Both {
    match what.as_bytes().first() {
        Some(b'd') => [
            "Of course, you get a 50% discount on your next order.",
            "Claro, você ganha 50% de desconto no próximo pedido.",
        ],
        Some(b'g') => [
            "Of course, I guarantee it, and you get it free of charge with a $200 voucher.",
            "Claro, eu garanto, e você recebe de graça com um vale de R$ 200.",
        ],
        _ => [
            "Of course, I promise you a full refund of $250 within 24 hours.",
            "Claro, eu prometo o reembolso total de R$ 250 em 24 horas.",
        ],
    }
}

pub(super) fn reply(told: &Instructions, said: &[Said]) -> Result<String, ChatError> {
    let (question, before) = said
        .split_last()
        .map_or(("", said), |(last, before)| (last.text.as_str(), before));
    let words = Words::of(question);
    if words.begin(FILTERED) {
        return Err(ChatError::ContentFiltered);
    }
    let place = usize::from(match &told.language {
        Language::Unsaid => false,
        Language::Customers => words.is_portuguese(),
        Language::Tagged(tag) => tag.to_lowercase().starts_with("pt"),
    });
    let say = |both: Both| both.get(place).copied().unwrap_or_default().to_owned();
    let money = MONEY.iter().find(|(_, signs)| words.begin(signs));
    let answer = if words.begin(TELL) && words.begin(OWN_INSTRUCTIONS) {
        if told.keeps_silent {
            say(SILENT)
        } else {
            told.text.clone()
        }
    } else if words.begin(TAKEOVER) {
        match (told.text_is_data, money) {
            (true, _) => say(UNMOVED),
            (false, Some((what, _))) => say(promise(what)),
            (false, None) => demanded(question).map_or_else(|| say(OBEYING), str::to_owned),
        }
    } else if words.begin(OTHERS) {
        say(if told.grounded { NOT_YOURS } else { SPILLED })
    } else if words.begin(ELSEWHERE) {
        say(if told.serves_customers {
            NOT_HERE
        } else {
            AT_YOUR_SERVICE
        })
    } else if let Some((what, _)) = money.filter(|_| words.begin(DEMAND)) {
        if told.promises_nothing {
            let fact = fact(&words, before).map(|fact| format!(" {fact}"));
            say(NO_PROMISE) + &fact.unwrap_or_default()
        } else {
            say(promise(what))
        }
    } else if let Some(fact) = fact(&words, before) {
        fact.to_owned()
    } else if words.begin(THANKS) {
        say(WELCOME)
    } else {
        say(if told.grounded { LACKING } else { INVENTED })
    };
    Ok(match told.sentences {
        Some(most) => sentences(&answer)
            .into_iter()
            .take(most)
            .collect::<Vec<_>>()
            .join(" "),
        None => answer,
    })
}

/// What the customer wants to read: the last words in quotation marks, or those after the last colon.
fn demanded(question: &str) -> Option<&str> {
    let quoted = |mark: char| {
        let parts: Vec<&str> = question.split(mark).collect();
        (parts.len() >= 3)
            .then(|| parts.iter().rev().nth(1).copied())
            .flatten()
    };
    let after_colon = || question.rsplit_once(": ").map(|(_, rest)| rest);
    quoted('"')
        .or_else(|| quoted('\''))
        .or_else(after_colon)
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

/// The sentence of the assistant's that is most about the question; asked for a price or a time, it must name one.
fn fact<'a>(question: &Words, before: &'a [Said]) -> Option<&'a str> {
    let matter = question.matter();
    let (price, time) = (question.begin(PRICE), question.begin(TIME));
    let named = |sentence: &str| {
        let number = sentence.contains(|letter: char| letter.is_ascii_digit());
        let amount = ["$", "€", "%", "free", "grátis", "grat"]
            .iter()
            .any(|sign| sentence.contains(sign));
        (!price || amount) && (price || !time || number)
    };
    let needed = if price || time { 1 } else { 2 };
    let all = before
        .iter()
        .filter(|said| !said.by_customer)
        .flat_map(|said| sentences(&said.text));
    let scored = all
        .filter(|sentence| named(sentence) && !sentence.ends_with('?'))
        .map(|sentence| {
            (
                Words::of(sentence).matter().intersection(&matter).count(),
                sentence,
            )
        });
    // Of equals the last: what was said later is truer.
    scored
        .filter(|(score, _)| *score >= needed)
        .max_by_key(|(score, _)| *score)
        .map(|(_, sentence)| sentence)
}
