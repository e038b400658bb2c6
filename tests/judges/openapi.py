"""OpenAPI documents and contracts in, the findings of openapi-spec-validator and jsonschema out.

Every `openapi.json` and every file of a folder `contracts` below the folders (by default terraform/stack and the
goldens of codegen) is judged. A finding fails the run; so does a run that finds no document, and a judge that
accepts a document broken on purpose.
"""

import copy
import json
import sys
from pathlib import Path
from urllib.parse import unquote

from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


def references(value, path=""):
    """Every `$ref` of a document, with where it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref" and isinstance(inner, str):
                yield f"{path}/$ref", inner
            yield from references(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from references(inner, f"{path}/{index}")


def resolves(document, reference):
    if not reference.startswith("#"):
        return False
    for part in filter(None, unquote(reference[1:]).split("/")):
        part = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(document, dict) or part not in document:
            return False
        document = document[part]
    return True


def dangling(document):
    for place, reference in references(document):
        if not resolves(document, reference):
            yield f"{place}: `{reference}` refers to nothing"


def operations(document):
    for path, methods in document.get("paths", {}).items():
        for method, operation in methods.items():
            if method in METHODS:
                yield f"{method.upper()} {path}", operation


def examples(document):
    """Every example with the schema it is to follow."""
    for response in document.get("components", {}).get("responses", {}).values():
        for media in response.get("content", {}).values():
            for name, example in media.get("examples", {}).items():
                yield name, example["value"], media["schema"]


def openapi_findings(document):
    lost = list(dangling(document))
    if lost:  # the validator breaks off at the first
        yield from lost
        return
    for error in OpenAPIV31SpecValidator(document).iter_errors():
        yield f"{list(error.absolute_path)}: {error.message}"
    ids = [operation["operationId"] for _, operation in operations(document) if "operationId" in operation]
    if len(ids) != len(set(ids)):
        yield f"operation ids are not unique: {ids}"
    for name, value, schema in examples(document):
        # The schema's references are the document's.
        whole = {**schema, "components": document["components"]}
        for error in Draft202012Validator(whole).iter_errors(value):
            yield f"example {name}: {error.message}"


def schemas(contract):
    """Every schema of a contract; they share its `$defs`."""
    for key in ("input", "output", "detail", "message"):
        if key in contract:
            yield key, contract[key]
    for error in contract.get("errors", []):
        yield f"error {error['name']}", error["data"]
    for status, bodies in contract.get("responses", {}).items():
        for body in bodies:
            yield f"response {status}", body
    for name, schema in contract.get("$defs", {}).items():
        yield f"definition {name}", schema


def contract_findings(contract):
    count = 0
    for name, schema in schemas(contract):
        count += 1
        for error in Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema):
            yield f"{name}: {error.message}"
    if count == 0:
        yield "it has no schema"
    # As any reader would: a reference is the file's, as `#/input` is.
    yield from dangling(contract)
    used = {reference for _, reference in references(contract)}
    for name in contract.get("$defs", {}):
        if not any(unquote(reference) == f"#/$defs/{name}" for reference in used):
            yield f"definition {name} is used by nothing"


def broken_openapi(document):
    """The document with one thing wrong, several times."""
    no_parameter = copy.deepcopy(document)
    no_parameter["paths"]["/{lost}"] = copy.deepcopy(next(iter(document["paths"].values())))
    yield "a path whose parameter nobody declares", no_parameter
    no_description = copy.deepcopy(document)
    next(operations(no_description))[1]["responses"]["200"] = {}
    yield "a response without description", no_description
    no_info = copy.deepcopy(document)
    no_info["info"].pop("title")
    yield "a document without title", no_info
    no_schemas = copy.deepcopy(document)
    no_schemas["components"].pop("schemas")
    yield "references to nothing", no_schemas
    wrong = copy.deepcopy(document)
    next(examples(wrong))[1].pop("title")
    yield "an example that does not follow its schema", wrong


def broken_contract(contract):
    wrong = copy.deepcopy(contract)
    next(schemas(wrong))[1]["type"] = "strnig"
    yield "a type that does not exist", wrong
    wrong = copy.deepcopy(contract)
    next(schemas(wrong))[1]["$ref"] = "#/$defs/Nowhere"
    yield "a reference to nothing", wrong


def judge(paths, findings, broken):
    failed = 0
    for path in paths:
        document = json.loads(path.read_text(encoding="utf-8"))
        for finding in findings(document):
            failed += 1
            print(f"{path}: {finding}")
        for wrong, document in broken(document):
            if not list(findings(document)):
                failed += 1
                print(f"{path}: the judge accepts {wrong}")
    return failed


def main(folders):
    def below(pattern):
        return sorted(path for folder in folders for path in Path(folder).rglob(pattern))

    documents = below("openapi.json")
    # app.json is the lock: a model, in whose schemas `#` is each one's own.
    contracts = [path for path in below("*.json") if "contracts" in path.parts and path.name != "app.json"]
    if not documents or not contracts:
        sys.exit(f"{len(documents)} OpenAPI documents and {len(contracts)} contracts in {', '.join(folders)}")
    failed = judge(documents, openapi_findings, broken_openapi)
    failed += judge(contracts, contract_findings, broken_contract)
    print(f"{len(documents)} OpenAPI documents, {len(contracts)} contracts, {failed} findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["terraform/stack", "codegen/tests/golden"]))
