"""A call as a client signed it in, what IAM is asked before AWS answers it out: actions, resources, condition keys.

Written from AWS's documentation of each service, and apart from the table in codegen that it is to be held against. Calls
that AWS judges by more than one resource, or by what they hand on (a role, tags, a package), are several requests.
"""

import json
import re
from functools import cache
from urllib.parse import parse_qs, parse_qsl, unquote

import botocore.session
from moto.core.base_backend import BackendDict

ACCOUNT, REGION = "123456789012", "us-east-1"

MODELS = {"apigateway": "apigatewayv2", "states": "stepfunctions", "monitoring": "cloudwatch"}
"""Services whose name in a signature is not botocore's."""

PREFIXES = {"monitoring": "cloudwatch"}
"""Services whose name in a signature is not IAM's."""

WITHOUT_PERMISSION = {"sts:GetCallerIdentity"}
"""Anybody may."""


def requests(environ, body):
    """Each as `(action, resource, {key: [value]})`."""
    service = re.search(r"/([a-z0-9-]+)/aws4_request", environ.get("HTTP_AUTHORIZATION", ""))[1]
    operation, given = _operation(service, environ, body)
    asked = _SERVICES[service](operation, given, environ) if service in _SERVICES else _unknown(service, operation)
    found = []
    for action, resource, *context in asked:
        name = f"{PREFIXES.get(service, service)}:{action}" if ":" not in action else action
        if name not in WITHOUT_PERMISSION:
            found.append((name, resource, context[0] if context else {}))
    return found


def _unknown(service, operation):
    raise ValueError(f"{service}:{operation}: add it to requests_of_iam.py")


def _operation(service, environ, body):
    """Its name, and its parameters as the service's own protocol carries them."""
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return target.rsplit(".", 1)[1], json.loads(body or b"{}")
    text = body.decode("utf-8", "replace")
    if "Action=" in text and environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        flat = {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}
        return flat["Action"], flat
    if service == "s3":
        return environ["REQUEST_METHOD"], {}
    for name, method, pattern in _routes(MODELS.get(service, service)):
        found = pattern.fullmatch(environ["PATH_INFO"].rstrip("/") or "/")
        if method == environ["REQUEST_METHOD"] and found:
            given = json.loads(text) if text.startswith("{") else {}
            labels = {name: unquote(value) for name, value in found.groupdict().items()}
            return name, {**given, **labels, **dict(parse_qsl(environ.get("QUERY_STRING", "")))}
    raise ValueError(f"{service}: no operation for {environ['REQUEST_METHOD']} {environ['PATH_INFO']}")


@cache
def _routes(service):
    """The operations of a service that has paths, those with most literal text first."""
    model = botocore.session.get_session().get_service_model(service)
    routes = []
    for name in model.operation_names:
        http = model.operation_model(name).http
        path = http["requestUri"].split("?")[0].rstrip("/") or "/"
        # What is an ARN may have slashes of its own, which have been decoded by now.
        pattern = re.sub(r"\{(\w+\+|ResourceArn)\}", lambda name: f"(?P<{name[1].rstrip('+')}>.+)", path)
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern)
        routes.append((len(re.sub(r"\{.*?\}", "", path)), name, http["method"], re.compile(pattern)))
    return [route[1:] for route in sorted(routes, key=lambda route: (-route[0], route[1]))]


def arn(service, resource, region=REGION, account=ACCOUNT):
    return f"arn:aws:{service}:{region}:{account}:{resource}"


def _tags(prefix, tags):
    return {f"{prefix}/{key}": [value] for key, value in tags.items()}


def _requested(tags):
    return _tags("aws:RequestTag", tags)


def _pairs(tags, key="Key", value="Value"):
    return {tag[key]: tag[value] for tag in tags or []}


def _flat_tags(given, pattern):
    """The tags of a form: `Tags.member.1.Key`."""
    found = {}
    for name, value in given.items():
        if match := re.fullmatch(pattern + r"\.(\d+)\.Key", name):
            found[value] = given.get(name.removesuffix("Key") + "Value", "")
    return found


def _backend(service):
    backends = next(backends for backends in BackendDict._instances if backends.service_name == service)
    return backends[ACCOUNT][REGION]


def _plain(service, resource):
    """A service that judges each action by one thing, which the parameters name."""
    return lambda operation, given, environ: [(operation, resource(given))]


# ---- services


def _iam(operation, given, environ):
    role = arn("iam", f"role/{given['RoleName']}", region="") if "RoleName" in given else None
    boundary = _boundary(given)
    if operation == "CreateRole":
        tags = _requested(_flat_tags(given, r"Tags\.member"))
        yield operation, role, {**boundary, **tags}
        if tags:
            yield "TagRole", role, tags
    elif operation in ("PutRolePolicy", "DeleteRolePolicy", "AttachRolePolicy", "DetachRolePolicy"):
        yield operation, role, _boundary_of(given["RoleName"])
    elif role is None:
        _unknown("iam", operation)
    else:
        yield operation, role


def _boundary(given):
    return {"iam:PermissionsBoundary": [given["PermissionsBoundary"]]} if "PermissionsBoundary" in given else {}


def _boundary_of(name):
    backends = next(backends for backends in BackendDict._instances if backends.service_name == "iam")
    roles = [role for role in backends[ACCOUNT]["aws"].roles.values() if role.name == name]
    boundary = roles[0].permissions_boundary_arn if roles else None
    return {"iam:PermissionsBoundary": [boundary]} if boundary else {}


def _passed(role, service):
    return "iam:PassRole", role, {"iam:PassedToService": [service]}


def _lambda(operation, given, environ):
    name = (given.get("FunctionName") or "").split(":")[-1] if operation != "CreateFunction" else given["FunctionName"]
    if operation in ("ListTags", "TagResource", "UntagResource"):
        name = given["Resource"].split(":function:")[1].split(":")[0]
    function = arn("lambda", f"function:{name}")
    if operation == "Invoke":
        qualifier = given.get("Qualifier")
        yield "InvokeFunction", f"{function}:{qualifier}" if qualifier else function
        return
    yield operation, function, _requested(given.get("Tags") or {}) if operation == "CreateFunction" else {}
    if operation == "CreateFunction":
        if given.get("Tags"):
            yield "TagResource", function, _requested(given["Tags"])
        yield _passed(given["Role"], "lambda.amazonaws.com")
    if operation == "CreateFunction" or operation == "UpdateFunctionCode":
        code = given.get("Code", given)
        yield "s3:GetObject", f"arn:aws:s3:::{code['S3Bucket']}/{code['S3Key']}"
    if (given.get("VpcConfig") or {}).get("SubnetIds"):
        for action in ("DescribeSecurityGroups", "DescribeSubnets", "DescribeVpcs"):
            yield f"ec2:{action}", "*"


def _states(operation, given, environ):
    if operation in ("ValidateStateMachineDefinition", "ListStateMachines"):
        yield operation, "*"
        return
    if operation == "CreateStateMachineAlias":
        machine = given["routingConfiguration"][0]["stateMachineVersionArn"].rsplit(":", 1)[0]
    elif "name" in given:
        machine = arn("states", f"stateMachine:{given['name']}")
    else:
        named = given.get("stateMachineArn") or given.get("stateMachineAliasArn") or given["resourceArn"]
        machine = ":".join(named.split(":")[:7])
    tags = _requested(_pairs(given.get("tags"), "key", "value"))
    yield operation, machine, tags
    if operation == "CreateStateMachine":
        if given.get("publish"):
            yield "PublishStateMachineVersion", machine
        if tags:
            yield "TagResource", machine, tags
        yield _passed(given["roleArn"], "states.amazonaws.com")


def _logs(operation, given, environ):
    if operation == "DescribeLogGroups":
        yield operation, "*"
        return
    named = given.get("logGroupName") or given["resourceArn"].split(":log-group:")[1]
    group = arn("logs", f"log-group:{named.removesuffix(':*')}")
    yield operation, group, _requested(given.get("tags") or {})
    if given.get("tags") and operation == "CreateLogGroup":
        yield "TagResource", group, _requested(given["tags"])


def _events(operation, given, environ):
    if "ArchiveName" in given:
        yield operation, arn("events", f"archive/{given['ArchiveName']}")
        if operation == "CreateArchive":
            yield operation, given["EventSourceArn"]
        return
    if "EventBusName" in given:
        thing = arn("events", f"rule/{given['EventBusName']}/{given.get('Rule') or given['Name']}")
    else:
        thing = given.get("ResourceARN") or arn("events", f"event-bus/{given['Name']}")
    tags = _requested(_pairs(given.get("Tags")))
    yield operation, thing, tags
    if tags and operation in ("CreateEventBus", "PutRule"):
        yield "TagResource", thing, tags


def _monitoring(operation, given, environ):
    tags = _requested(_pairs(given.get("Tags")) or _flat_tags(given, r"Tags\.member"))
    alarms = [value for name, value in given.items() if re.fullmatch(r"AlarmNames?(\.member\.\d+)?", name) and value]
    dashboards = [value for name, value in given.items() if re.fullmatch(r"DashboardNames?(\.member\.\d+)?", name)]
    flat = lambda values: [one for value in values for one in (value if isinstance(value, list) else [value])]
    things = [arn("cloudwatch", f"alarm:{name}") for name in flat(alarms)]
    things += [arn("cloudwatch", f"dashboard/{name}", region="") for name in flat(dashboards)]
    things += [given["ResourceARN"]] if "ResourceARN" in given else []
    if not things:
        things = [arn("cloudwatch", "alarm:*")]
    for thing in things:
        yield operation, thing, tags
        if tags and operation == "PutMetricAlarm":
            yield "TagResource", thing, tags


def _secretsmanager(operation, given, environ):
    named = given.get("Name") or given["SecretId"]
    # AWS adds six characters of its own to the name.
    secret = named if named.startswith("arn:") else arn("secretsmanager", f"secret:{named}-AbCdEf")
    tags = _requested(_pairs(given.get("Tags")))
    yield operation, secret, tags
    if tags and operation == "CreateSecret":
        yield "TagResource", secret, tags


def _sns(operation, given, environ):
    topic = next((given[key] for key in ("TopicArn", "ResourceArn", "SubscriptionArn") if key in given), None)
    topic = ":".join(topic.split(":")[:6]) if topic else arn("sns", given["Name"])
    tags = _requested(_flat_tags(given, r"Tags\.member"))
    yield operation, topic, tags
    if tags and operation == "CreateTopic":
        yield "TagResource", topic, tags


def _sqs(operation, given, environ):
    queue = arn("sqs", given["QueueUrl"].rsplit("/", 1)[1] if "QueueUrl" in given else given["QueueName"])
    tags = _requested(given.get("tags") or {})
    yield operation, queue, tags
    if tags and operation == "CreateQueue":
        yield "TagQueue", queue, tags


def _rds(operation, given, environ):
    tags = _requested(_flat_tags(given, r"Tags\.Tag"))
    kinds = {"DBInstanceIdentifier": "db", "DBParameterGroupName": "pg", "DBSubnetGroupName": "subgrp"}
    named = [arn("rds", f"{kind}:{given[key]}") for key, kind in kinds.items() if key in given]
    if "ResourceName" in given:
        named = [given["ResourceName"]]
    if not named and operation == "DescribeDBInstances":
        # By its resource id, which is a filter.
        named = [arn("rds", "db:*")]
    if operation in ("CreateDBInstance", "ModifyDBInstance"):
        named.append(arn("rds", "og:default:postgres-16"))
    for thing in named:
        yield operation, thing, tags
    if tags and operation.startswith("CreateDB"):
        yield "AddTagsToResource", named[0], tags
    if operation == "CreateDBInstance" and given.get("ManageMasterUserPassword") == "true":
        secret = arn("secretsmanager", "secret:rds!db-11111111-AbCdEf")
        yield "secretsmanager:CreateSecret", secret
        yield "secretsmanager:TagResource", secret
        yield "kms:DescribeKey", arn("kms", "key/11111111"), {"kms:ViaService": [f"rds.{REGION}.amazonaws.com"]}
        linked = "role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS"
        context = {"iam:AWSServiceName": ["rds.amazonaws.com"]}
        yield "iam:CreateServiceLinkedRole", arn("iam", linked, region=""), context


def _cognito(operation, given, environ):
    if "UserPoolId" not in given:
        yield operation, "*", _requested(given.get("UserPoolTags") or {})
        return
    pool = _backend("cognito-idp").user_pools.get(given["UserPoolId"])
    tags = _tags("aws:ResourceTag", (pool.extended_config.get("UserPoolTags") if pool else None) or {})
    yield operation, arn("cognito-idp", f"userpool/{given['UserPoolId']}"), tags


def _apigateway(operation, given, environ):
    path = environ["PATH_INFO"].removeprefix("/v2")
    resource = arn("apigateway", path, account="")
    tags = _requested(given.get("Tags") or given.get("tags") or {})
    if part := re.match(r"/apis/[^/]+", path):
        # What an API consists of is judged by the API's tags.
        owner = arn("apigateway", part[0], account="")
        tags = {**tags, **_tags("aws:ResourceTag", _backend("apigatewayv2").get_tags(owner))}
    yield environ["REQUEST_METHOD"], resource, tags
    body = json.dumps(given)
    if operation == "CreateStage" and "accessLogSettings" in body:
        for action in ("CreateLogDelivery", "DescribeResourcePolicies", "PutResourcePolicy"):
            yield f"logs:{action}", "*"
        linked = "role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway"
        context = {"iam:AWSServiceName": ["ops.apigateway.amazonaws.com"]}
        yield "iam:CreateServiceLinkedRole", arn("iam", linked, region=""), context
    if operation == "DeleteStage":
        yield "logs:DeleteLogDelivery", "*"


def _scheduler(operation, given, environ):
    if "ResourceArn" in given:
        yield operation, given["ResourceArn"]
        return
    if operation.endswith("ScheduleGroup"):
        group = arn("scheduler", f"schedule-group/{given['Name']}")
        tags = _requested(_pairs(given.get("Tags")))
        yield operation, group, tags
        if tags and operation == "CreateScheduleGroup":
            yield "TagResource", group, tags
        return
    group = given.get("GroupName") or given.get("groupName") or "default"
    yield operation, arn("scheduler", f"schedule/{group}/{given['Name']}")
    if operation in ("CreateSchedule", "UpdateSchedule"):
        yield _passed(given["Target"]["RoleArn"], "scheduler.amazonaws.com")


def _appconfig(operation, given, environ):
    """Of what is inside an application, the application and each thing that is named are judged; a version bears no tags."""
    tags = _requested(given.get("Tags") or {})
    if operation in ("CreateApplication", "CreateDeploymentStrategy"):
        yield operation, "*", tags
        return
    application = arn("appconfig", f"application/{given.get('ApplicationId')}")
    things = {
        "ResourceArn": given.get("ResourceArn"),
        "ApplicationId": application,
        "EnvironmentId": f"{application}/environment/{given.get('EnvironmentId')}",
        "ConfigurationProfileId": f"{application}/configurationprofile/{given.get('ConfigurationProfileId')}",
        "DeploymentNumber": f"{application}/environment/{given.get('EnvironmentId')}/deployment/{given.get('DeploymentNumber')}",
        "DeploymentStrategyId": arn("appconfig", f"deploymentstrategy/{given.get('DeploymentStrategyId')}"),
    }
    for thing in (things[name] for name in things if name in given):
        own = _tags("aws:ResourceTag", _backend("appconfig").tagger.get_tag_dict_for_resource(thing))
        yield operation, thing, {**tags, **own}
    if "VersionNumber" in given:
        yield operation, things["ConfigurationProfileId"]


EC2_TYPES = {
    "acl": "network-acl",
    "eipalloc": "elastic-ip",
    "eni": "network-interface",
    "fl": "vpc-flow-log",
    "igw": "internet-gateway",
    "nat": "natgateway",
    "rtb": "route-table",
    "sg": "security-group",
    "sgr": "security-group-rule",
    "subnet": "subnet",
    "vpc": "vpc",
    "vpce": "vpc-endpoint",
}

EC2_MADE = {
    "AllocateAddress": "elastic-ip",
    "AuthorizeSecurityGroupEgress": "security-group-rule",
    "AuthorizeSecurityGroupIngress": "security-group-rule",
    "CreateFlowLogs": "vpc-flow-log",
    "CreateInternetGateway": "internet-gateway",
    "CreateNatGateway": "natgateway",
    "CreateRouteTable": "route-table",
    "CreateSecurityGroup": "security-group",
    "CreateSubnet": "subnet",
    "CreateVpc": "vpc",
    "CreateVpcEndpoint": "vpc-endpoint",
}

EC2_NOT_JUDGED = {
    # An association is judged by its table; a rule that goes, by its group.
    "DisassociateRouteTable": {"route-table"},
    "RevokeSecurityGroupEgress": {"security-group"},
    "RevokeSecurityGroupIngress": {"security-group"},
    "AuthorizeSecurityGroupEgress": {"security-group"},
    "AuthorizeSecurityGroupIngress": {"security-group"},
}


def _ec2(operation, given, environ):
    tags = _requested(_flat_tags(given, r"TagSpecification\.1\.Tag") or _flat_tags(given, r"Tag"))
    if operation.startswith("Describe") and operation != "DescribeVpcAttribute":
        yield operation, "*"
        return
    if made := EC2_MADE.get(operation):
        new = arn("ec2", f"{made}/*")
        yield operation, new, tags
        if tags:
            yield "CreateTags", new, {**tags, "ec2:CreateAction": [operation]}
    seen = set()
    for name, value in given.items():
        match = re.fullmatch(r"([a-z]+)-[0-9a-f]{8,}", value)
        kind = EC2_TYPES.get(match[1]) if match else None
        if operation == "DisassociateRouteTable" and value.startswith("rtbassoc-"):
            kind, value = "route-table", _table_of(value)
        # A group that a rule merely names is not touched by it.
        mentioned = name.startswith("IpPermissions.") or name.startswith("SecurityGroupRuleId")
        if kind is None or mentioned or value in seen:
            continue
        if kind not in EC2_NOT_JUDGED.get(operation, {kind}):
            continue
        seen.add(value)
        own = _tags("aws:ResourceTag", {tag["key"]: tag["value"] for tag in _backend("ec2").describe_tags({"resource-id": [value]})})
        context = {**own, **(tags if operation == "CreateTags" else {})}
        yield operation, arn("ec2", f"{kind}/{value}"), context
    if operation == "CreateFlowLogs":
        yield _passed(given["DeliverLogsPermissionArn"], "vpc-flow-logs.amazonaws.com")


def _table_of(association):
    for table in _backend("ec2").route_tables.values():
        if association in table.all_associations_ids:
            return table.id
    raise ValueError(f"{association} belongs to no route table")


# What a bucket has besides objects, by the parameter that names it, and as actions call it:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
OF_BUCKET = {
    "accelerate": "AccelerateConfiguration",
    "acl": "BucketAcl",
    "cors": "BucketCORS",
    "encryption": "EncryptionConfiguration",
    "lifecycle": "LifecycleConfiguration",
    "logging": "BucketLogging",
    "object-lock": "BucketObjectLockConfiguration",
    "ownershipControls": "BucketOwnershipControls",
    "policy": "BucketPolicy",
    "publicAccessBlock": "BucketPublicAccessBlock",
    "replication": "ReplicationConfiguration",
    "requestPayment": "BucketRequestPayment",
    "tagging": "BucketTagging",
    "versioning": "BucketVersioning",
    "website": "BucketWebsite",
}


def _on_bucket(method, query):
    named = {name for name, _ in parse_qsl(query, keep_blank_values=True)}
    of = [name for part, name in OF_BUCKET.items() if part in named]
    if not of:
        if method == "GET" and "versions" in named:
            return "ListBucketVersions"
        return {"GET": "ListBucket", "HEAD": "ListBucket", "PUT": "CreateBucket", "DELETE": "DeleteBucket"}[method]
    # The policy alone is deleted by a right of its own.
    verb = {"GET": "Get", "PUT": "Put", "DELETE": "Delete" if of == ["BucketPolicy"] else "Put"}[method]
    return verb + of[0]


def _s3(method, given, environ):
    """Buckets are named in paths here."""
    bucket, _, key = environ["PATH_INFO"].lstrip("/").partition("/")
    if not key:
        yield _on_bucket(method, environ.get("QUERY_STRING", "")), f"arn:aws:s3:::{bucket}"
        return
    # What is too large for one request is begun and ended by a POST each, and judged alike.
    actions = {"GET": "GetObject", "HEAD": "GetObject", "PUT": "PutObject", "POST": "PutObject", "DELETE": "DeleteObject"}
    action = actions[method]
    context = {"s3:if-none-match": [environ["HTTP_IF_NONE_MATCH"]]} if "HTTP_IF_NONE_MATCH" in environ else {}
    yield action, f"arn:aws:s3:::{bucket}/{key}", context


_SERVICES = {
    "apigateway": _apigateway,
    "appconfig": _appconfig,
    "cognito-idp": _cognito,
    "ec2": _ec2,
    "events": _events,
    "iam": _iam,
    "lambda": _lambda,
    "logs": _logs,
    "monitoring": _monitoring,
    "rds": _rds,
    "s3": _s3,
    "scheduler": _scheduler,
    "secretsmanager": _secretsmanager,
    "sns": _sns,
    "sqs": _sqs,
    "states": _states,
    "sts": lambda operation, given, environ: [(operation, "*")],
}
