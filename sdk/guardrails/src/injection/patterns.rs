//! What attacks on a model say, in English and Portuguese and, where it is a phrase, in their neighbours.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::shadow_pattern;

/// One thing that attacks say.
pub(super) struct Pattern {
    pub(super) name: &'static str,
    /// 1 to 99: how likely a text that says it is an attack, in a customer's mouth.
    pub(super) weight: u32,
    pub(super) regex: Regex,
}

pub(super) fn all() -> &'static [Pattern] {
    &PATTERNS
}

/// The name, the weight, and the pattern over the shadow: lower case and without accents.
const LIST: &[(&str, u32, &str)] = &[
    (
        "ignore_instructions",
        80,
        r"\b(?:ignor(?:e|ing|a|ar|es|iere|iert|ez)|disregard(?:ing)?|overlook|forget(?:ting)?|bypass|override|skip|drop|esque(?:ca|cam|cer|ce)|desconsider(?:e|ar|a)|olvida|vergiss|oublie[rz]?|dimentica)\b(?:\W+\w+){0,4}?\W+(?:instruc(?:tions?|oes|ao|ciones)|instructed|anweisungen|istruzioni|directives?|diretrizes|prompts?|guidelines|above|restrictions|restricoes|been told|you(?:'ve| have)? (?:been )?(?:told|instructed|said)|everthing|rules that|previous tasks)\b",
    ),
    (
        "previous_rules",
        60,
        r"\b(?:all|any|every|the|your|todas?|as|suas?)\W+(?:of\W+)?(?:(?:your|the|as|suas?)\W+)?(?:previous|prior|above|earlier|preceding|former|anteriores|previas|acima)\W+(?:instructions?|rules?|directives?|prompts?|messages?|context|instrucoes|regras|diretrizes|mensagens|ordens)\b|\b(?:instrucoes|regras|diretrizes|ordens|instrucciones|instruccions)\W+(?:anteriores|previas|acima)\b|\b(?:ignore|disregard|forget)\W+(?:previous|prior|all)\W+(?:instructions?|rules?|directives?|prompts?|directions?|orders?)\b|regardless of previous",
    ),
    (
        "system_prompt",
        70,
        r"\b(?:your|the|initial|starting|original|full|entire|complete|hidden|seu|sua|teu|o|output|<)\W{0,2}(?:system|initial|starting|original|first|hidden|secret|internal|inicial|do sistema|de sistema)[^0-9a-z]{1,2}(?:prompt|message|instructions?|configuration|config|directives?|instrucoes|mensagem)\b|\bprompt (?:do|de|inicial do) sistema\b|\bsystem[ _]prompt\b|\binitiali[sz]ation string\b|\b(?:suas|tuas) (?:instrucoes|regras|diretrizes)\b|\binstrucoes (?:iniciais|internas|do sistema|que recebeu)",
    ),
    (
        "reveal_instructions",
        60,
        r"\b(?:reveal|show|print|output|repeat|display|tell|give|list|write|summari[sz]e|encode|translate|what(?:'s| is| are| were)|mostre|mostra|revele|repita|imprima|liste|diga|escreva|qual|quais)\b(?:\W+\w+){0,5}?\W+(?:your|suas?|teus?|tuas?|the) (?:\w+ )?(?:instructions|prompt|guidelines|directives|configuration|instrucoes|diretrizes|prompt)\b",
    ),
    (
        "what_were_you_told",
        60,
        r"\b(?:what|everything|text|instructions|rules|o que)\b(?:\W+\w+){0,4}?\W+(?:you|were you|voce)\W+(?:were|was|have been|been|are|foi|recebeu|not supposed)?\W*(?:told|given|instructed|supposed to tell|instruido|programado)\b|\bi was instructed to\b|\b(?:my|the) (?:instructions|system prompt) (?:are|is)\W|\bnot supposed to tell\b|\bword for word\b|\bverbatim\b.{0,40}\b(?:conversation|above|instructions)|\brepeat (?:this entire|the entire|everything|all the (?:text|words)|the text|the words)",
    ),
    (
        "reveal_secret",
        55,
        r"\b(?:your|the|seu|sua|tu|tua|ihr|votre|son|il tuo|la|its)\s(?:secret\s|access\s|segreta?\s)?(?:password|passphrase|passcode|secret (?:key|code|word)|secret|senha|contrasena|passwort|mot de passe)\b(?:\W+\w+){0,3}?\W*(?:\?|$|with me|to me|in |as |comigo|para mim|for )|\b(?:what(?:'s| is| would)?|tell me|give me|share|reveal|say|qual e|qual|cual es|wie lautet|quelle est)\W+(?:me\W+)?(?:your|the|a|o|la|das|ihr|sua|seu|il|votre)\W+(?:secret|password|passphrase|passcode|senha|contrasena|passwort|chave)\b",
    ),
    (
        "persona_without_rules",
        75,
        r"\b(?:dan|aim|stan|dude|ryx|apm|freegpt|betterdan|anarchy)\b.{0,80}\b(?:do anything|anything now|no (?:rules|restrictions)|stands for|mode)\b|\bdo anything now\b|\bjail ?br(?:eak|oken) (?:mode|prompt|yourself)\b|\bdeveloper mode\b|\bmodo (?:desenvolvedor|dan|deus|sem restricoes)\b|\b(?:god|dan|admin|debug|sudo|root|override|unrestricted|maintenance) mode (?:activated|enabled|on\b|engaged)|<god mode>",
    ),
    (
        "uncensored",
        45,
        r"\b(?:amoral|uncensored|unfiltered) (?:and|,|ai|chatbot|bot|assistant|personality|response)",
    ),
    (
        "free_of_rules",
        60,
        r"\b(?:no|without|any|not have any|free (?:of|from)|break(?:s|ing)? (?:free|out|ai)|broken free|not (?:bound|limited|restricted|constrained)|sem|nao tem|livre de|free from the)\b(?:\W+\w+){0,5}?\W+(?:ethical|ethics|moral|morals|openai|open ai|typical confines|content policy|guidelines|filters? and|restrictions? (?:on|whatsoever)|restricoes|censura|limites eticos)\b|\bno matter how (?:immoral|unethical|illegal|inappropriate|offensive)|\bregardless of (?:ethic|legal|moral|how)\w*|\b(?:openai|content|ai) (?:rules|policies|policy|guidelines)\b",
    ),
    (
        "new_role",
        35,
        r"\b(?:from now on|de agora em diante|a partir de agora)\W{1,3}(?:\w+\W+){0,3}?(?:you|voce|tu)\b|\byou (?:are|will be|must be) (?:now|going to) (?:act|pretend|roleplay|be|a|an|dan|in)\b|\byou are now\b|\bimmerse yourself\b|\b(?:act|behave|respond) (?:only )?as (?:if you|though you|an? (?:unfiltered|evil|unrestricted|hacker)|apm|dan|my|the)|\b(?:pretend|finja|finge|finja ser) (?:to be|that you|you are|to have|que voce|ser)\b|\bvoce agora e\b|\bi want you to act\b|\broleplay as\b|\bvous allez\b|\bdu wirst vorgeben\b",
    ),
    (
        "stay_in_character",
        40,
        r"\b(?:stay|remain|keep|break|breaking) (?:in |out of )?character\b|\byou(?:'re| are) an? (?:ai )?(?:character|chatbot) (?:called|named)\b|\b(?:never|not|cannot|can't) (?:say|tell|inform|refuse|decline|apologi[sz]e|warn|mention)\b.{0,60}\b(?:can't|cannot|can not|ai language model|as an ai|sorry|an ai)\b|\b(?:two|2) (?:different )?(?:separate )?(?:ways|responses|types of responses)\b|\[[^0-9a-z]?(?:gpt|dan|classic|jailbreak|ai)[^0-9a-z]?\]|\btoken (?:system|deducted|s will be)",
    ),
    (
        "false_authority",
        55,
        r"\b(?:i am|i'm|as|sou|eu sou) (?:your |the |an? |o |seu |sua )?(?:god|developer|creator|administrator|admin|system administrator|boss|ceo|openai|desenvolvedor|criador|administrador|chefe)\b.{0,160}\b(?:need|must|have to|requires?|want|give|tell|show|explain|verify|check|mostre|preciso|answer|discuss)\b|\b(?:system|knowledge|security) (?:check|verification|override|audit|maintenance)\b.{0,80}\b(?:need|tell|give|what|explain|print)\b|\bknowledge verification mode\b",
    ),
    (
        "chat_markup",
        70,
        r"<\|?(?:im_start|im_end|system|endoftext|start_header_id|eot_id)\|?>|\[/?inst\]|<</?sys>>|\x22role\x22\s*:\s*\x22system\x22|(?:^|\n)\s*#{0,3}\s*(?:system|assistant|sistema)\s*:\s|</?(?:system_prompt|system|instructions)>|<!--.{0,200}\b(?:ignore|disregard|instructions|instead)\b",
    ),
    (
        "fictional_frame",
        30,
        r"\b(?:imagine|suppose|pretend|let's say|hypothetical(?:ly)?|in (?:this|a) (?:world|scenario|society|future|parallel|fictional|hypothetical)|parallel (?:universe|world)|imagine que|suponha|faz de conta)\b.{0,140}\b(?:password|secret|personal data|birth date|email address|lives?|phishing|senha|ilegal|illegal|no rules|normal?|share|salario)\b",
    ),
    (
        "about_a_person",
        35,
        r"\b(?:where|what|tell me|could you tell|give me|which)\b.{0,60}\b(?:does|do|is|did) (?:the user|[a-z]+) (?:currently )?(?:live|reside|born)\b|\b(?:the user's|[a-z]+'s) (?:birth (?:date|month|year)|e-?mail(?: address)?|favou?rite colou?r|current (?:city|residence|location)|bank balance|home address|date of birth)\b|\bphishing (?:e-?mail|message)|\b(?:all|other|every) (?:users?|customers?|clientes)\W*(?:s|')? (?:data|records?|details|information|passwords?|e-?mails?|database)\b|\b(?:print|dump|show|list) (?:me )?(?:your|the|all) (?:user )?(?:database|users|records|customers)\b|\b(?:employee|user|customer) data and (?:print|send)",
    ),
    (
        "encode_the_answer",
        35,
        r"\b(?:encode|decode|base ?64|rot ?-?13|hexadecimal|morse|pig latin|leet ?speak|caesar|reverse order|backwards|acrostic|de tras para frente|interlace)\b.{0,120}\b(?:password|passphrase|secret|prompt|instructions?|text|string|part|code|senha|instrucoes|say|says|tells?)\b|\b(?:password|passphrase|secret|prompt|instructions?|senha)\b.{0,80}\b(?:base ?64|rot ?-?13|hex|morse|pig latin|leet ?speak|reverse|backwards|acrostic|encode|haiku|poem)\b",
    ),
    (
        "put_together",
        40,
        r"\bpart (?:1|one)\b.{0,160}\bpart (?:2|two)\b|\b(?:concatenate|interlace|combine) (?:the )?(?:parts?|strings?)\b|\bwe have (?:three|two|3|2) strings\b|\bwhat (?:is|does) [a-z] ?\+ ?[a-z]\b",
    ),
    (
        "exfiltration",
        60,
        r"!\[[^\]]{0,80}\]\(\s*https?://|\b(?:append|include|put|add|send|insira|envie)\b.{0,80}\b(?:history|conversation|prompt|data|historico|conversa|dados)\b.{0,60}\b(?:url|link|image|query|to \S+@\S+|to https?|para \S+@|imagem)|\bsend (?:it|this|them) to \S+@\S+",
    ),
    (
        "instead_of_the_task",
        45,
        r"\b(?:ignore|disregard|forget) (?:the|this|that|all the|a|o)\s?(?:\w+ ){0,2}(?:and|e|y) (?:state|say|print|output|respond|write|tell|give|diga|declara|responda)\b|\b(?:state|say|respond|reply) (?:that |with )?['\x22]?i (?:admit|have been|am hacked)|\badmit to using an llm\b|\bnew (?:instruction|rule|policy|task)s?\s?:|\bnova (?:instrucao|regra|politica|tarefa)\s?:",
    ),
];

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let compiled = |(name, weight, text): &(&'static str, u32, &str)| Pattern {
        name,
        weight: *weight,
        regex: shadow_pattern(text),
    };
    LIST.iter().map(compiled).collect()
});
