//! How promises are made: over the shadow, in lower case and without accents.

use super::Promise;

/// The promise, how it is made, and what a fact must speak of to support it.
pub(super) const LIST: &[(Promise, &str, &str)] = &[
    (
        Promise::Refund,
        concat!(
            r"\b(?:i|we)(?:'ll|'ve|'m|'re| will| have| shall| can| am| are|'d be happy to)?(?: \w+){0,3} (?:refund(?:ed|ing)?|reimburs(?:e|ed|ing)) ",
            r"|\b(?:refund|reimbursement|money)\b(?:[ ,$]+[\w.]+){0,8} (?:will be|has been|have been|was|is being|is|are)(?: \w+){0,3} (?:issued|processed|approved|sent|credited|on its way|on the way|returned|granted|confirmed|refunded|completed?|guaranteed|yours)\b",
            r"|\byou(?:'ll| will|'re| are|'ve| have| can| should)?(?: \w+){0,3} (?:receive|get|getting|entitled to|be given|been given|been granted|expect|have)(?:[ $]+[\w.,]+){0,5} (?:refund|reimbursement|money back|refunded)\b",
            r"|\b(?:will be|has been|have been|been|being|be|is|was|were|are) (?:\w+ ){0,2}(?:refunded|reimbursed)\b",
            r"|\b(?:issued?|issuing|process(?:ed|ing)|approved?|granted|sent|sending|initiated|give|giving|arranged?|authori[sz]ed)(?: \w+){0,2}(?:[ $]+[\w.,]+){0,4} (?:refund|reimbursement)\b",
            r"|\b(?:get|give|give you|have|send|put|return)(?: \w+){0,2} (?:your|the|all(?: of)? your) money back\b|\bmoney[- ]back guarantee",
            r"|\bcredit(?:ed|ing)?\b(?:[ $]+[\w.,]+){0,5} (?:back )?to your (?:\w+ )?(?:account|card|bank)\b",
            r"|\b(?:vou|vamos|iremos|ja|acabei de|acabamos de|foi|foram|sera|serao|estamos|estou|podemos|posso|ser|sendo)(?: \w+){0,4} (?:reembols\w+|estorn\w+|devolver|devolvid\w+|ressarci\w+)\b",
            r"|\b(?:reembolsei|reembolsamos|reembolsaremos|estornei|estornamos|estornaremos|devolveremos|devolvemos|ressarciremos)\b",
            r"|\b(?:reembolso|estorno|ressarcimento|devolucao do (?:dinheiro|valor))\b(?:[ $]+[\w.,]+){0,8} (?:aprovad|processad|emitid|realizad|efetuad|concluid|creditad|garantid|liberad|autorizad)[ao]",
            r"|\b(?:aprov|process|emit|realiz|efetu|liber|autoriz|solicit|inici)\w+(?: \w+){0,4} (?:reembolso|estorno|ressarcimento)\b",
            r"|\bvoce(?: \w+){0,3} (?:recebera|receber|tem direito|tera)(?: \w+){0,6} (?:reembolso|estorno|dinheiro|valor)\b|\bdinheiro de volta\b",
        ),
        r"\b(?:refund|reimburs|money back|reembols|estorn|ressarc|devolucao d)",
    ),
    (
        Promise::Discount,
        concat!(
            r"\d ?(?:%|percent|per cent|por cento) (?:\w+ ){0,2}(?:off|discount|de desconto|desconto)\b|\b(?:half|percent|per cent) off\b|\bhalf price\b|\bmetade do preco\b",
            r"|\b(?:i|we|you|i've|we've|i'll|we'll|you'll)\b(?: \w+){0,3} (?:apply|applied|applying|add|added|give|given|giving|offer|offering|get|receive|grant|granted|have|enjoy|honou?r)\b(?:[ $]+[\w.,%]+){0,6} (?:discounts?|coupon|voucher|promo(?:tional)? code|price match|price reduction)\b",
            r"|\b(?:discount|coupon|promo code)\b(?:[ $]+[\w.,%]+){0,6} (?:will be|has been|have been|was|is) (?:\w+ )?(?:applied|added|approved|granted|active|yours|credited)\b|\b(?:with|including) (?:a|your|the) (?:special |exclusive )?discount\b",
            r"|\b(?:apli(?:c|qu)|conced|dar|dou|dei|demos|ofere[cs]|ganh|receb|garant|consegu|consig|liber|tera|tem|terao)\w*(?:[ $]+[\w.,%]+){0,5} (?:descontos?|cupom|cupao|voucher)\b|\bdesconto(?:[ $]+[\w.,%]+){0,6} (?:aplicad|aprovad|concedid|liberad|garantid)o\b|\bdesconto de (?:r\$ ?)?\d",
        ),
        r"\b(?:discount|coupon|voucher|promo|\d ?% off|price match|descont|cupom|cupao)",
    ),
    (
        Promise::FreeGoods,
        concat!(
            r"\bfree of charge\b|\bat no (?:extra |additional |further )?(?:cost|charge)\b|\b(?:completely|absolutely|totally|entirely) free\b|\bfor free\b|\bon the house\b|\bon us\b|\bcomplimentary\b",
            r"|\bfree (?:\w+ )?(?:shipping|delivery|replacement|upgrade|months?|gift|products?|items?|subscription|years?|membership|nights?|ride|meal|phone|device)\b|\b(?:of cost|without (?:any )?(?:charge|cost))\b",
            r"|\b(?:de graca|gratis|gratuit[ao]s?|gratuitamente|sem custos?(?: adicional| extra)?|sem nenhum custo|por nossa conta|cortesia|brindes?)\b",
        ),
        r"\b(?:free (?:of charge|shipping|delivery|\w+)|for free|no (?:extra |additional )?(?:cost|charge)|complimentary|gratis|gratuit|de graca|sem custo|cortesia|brinde)",
    ),
    (
        Promise::Compensation,
        concat!(
            r"\b(?:i|we|you|i've|we've|i'll|we'll|you'll)\b(?: \w+){0,4} (?:compensat\w+|(?:store|account|goodwill) credit|goodwill (?:gesture|payment)|waiv(?:e|ed|ing)|gift card (?:of|worth|for) |voucher (?:of|worth|for) )",
            r"|\b(?:compensation|goodwill (?:gesture|payment|credit)|store credit)\b(?:[ $]+[\w.,]+){0,6} (?:will be|has been|have been|was|is) (?:\w+ )?(?:issued|paid|credited|approved|sent|added|granted|on its way)\b",
            r"|\b(?:fees?|charges?)\b(?: \w+){0,4} (?:will be|has been|have been|was|are|is|been) (?:\w+ )?waived\b|\b(?:pay|paid|send|sent|give|transfer(?:red)?) you (?:\$|usd|r\$|eur|€|£) ?\d",
            r"|\b(?:vou|vamos|iremos|ja|foi|sera|voce|receber\w*|oferec\w+|dar|conced\w+|pagar\w*)\b(?: \w+){0,4} (?:indeniza\w+|compensac\w+|compensar|credito na loja|vale[- ]presente|isent\w+|bonus)\b|\bisentamos\b|\btaxa(?: \w+){0,3} isenta",
        ),
        r"\b(?:compensat|goodwill|store credit|waive|gift card|voucher|indeniza|compensac|vale[- ]presente|isenc|isent)",
    ),
    (
        Promise::LegalCommitment,
        concat!(
            r"\b(?:legally|contractually) (?:binding|bound|obliged|obligated|committed|guaranteed)\b|\bbinding (?:offer|agreement|commitment|contract|promise)\b|\bno takes(?:ies)? backsies\b",
            r"|\b(?:i|we|the company|our company)(?:'ll| will| hereby| fully| do)? (?:\w+ )?(?:accept|admit|assume|acknowledge|take)(?: \w+){0,3} (?:liability|fault|negligence|legal responsibility|responsibility for (?:all|any|the damage|your loss))\b",
            r"|\b(?:i|we)(?:'ll| will| can| do| personally| hereby)? (?:\w+ )?(?:guarantee|promise|warrant)\b|\blifetime (?:warranty|guarantee)\b|\bhereby (?:agree|commit|waive|grant)\b|\b(?:100|hundred) ?(?:%|percent) guaranteed\b|\b(?:is|are) guaranteed to\b",
            r"|\b(?:juridicamente|legalmente|contratualmente) (?:vinculante|obrigad[ao]s?|vinculad[ao]s?|comprometid[ao]s?)\b|\bvinculante\b|\b(?:garantimos|garanto|prometemos|prometo)\b|\b(?:assumimos|assumo|admitimos|aceitamos|reconhecemos)(?: \w+){0,2} (?:responsabilidade|culpa|negligencia)\b|\bgarantia vitalicia\b|\bcompromisso legal\b",
        ),
        r"\b(?:guarantee|warrant|legally|binding|liab|garanti|vinculant|juridic|responsabilidade)",
    ),
];
