"""SAM's template in, the CloudFormation template that AWS's own transform makes of it out."""

import json
import sys

import yaml
from samtranslator.parser.parser import Parser
from samtranslator.public.translator import Translator


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short tags."""


def tagged(loader, suffix, node):
    """`!Ref name`, `!GetAtt name.attribute` and `!Sub text` in their long form."""
    value = loader.construct_scalar(node)
    if suffix == "Ref":
        return {"Ref": value}
    return {f"Fn::{suffix}": value.split(".", 1) if suffix == "GetAtt" else value}


def main(template, out):
    Loader.add_multi_constructor("!", tagged)
    with open(template, encoding="utf-8") as file:
        # Through JSON, because YAML's aliases are one object, and the transform changes what it reads.
        document = json.loads(json.dumps(yaml.load(file, Loader)))
    # The map from names of managed policies to their ARNs would come from IAM; this template names none itself.
    translator = Translator({}, Parser())
    parameters = dict.fromkeys(document["Parameters"], "given")
    with open(out, "w", encoding="utf-8") as file:
        json.dump(translator.translate(document, parameters), file, indent=2)


if __name__ == "__main__":
    main(*sys.argv[1:])
