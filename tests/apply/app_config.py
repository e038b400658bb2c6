"""What moto lacks of AppConfig: environments, the strategies of deployments, and deployments, which are over at once.

A deployment refuses what the profile's validator refuses, as AppConfig does: with a JSON Schema in draft 4, and no other.
"""

import json

from jsonschema import Draft4Validator
from moto.appconfig import urls
from moto.appconfig.models import HostedConfigurationVersion
from moto.appconfig.responses import AppConfigResponse
from moto.core.exceptions import JsonRESTError
from moto.moto_api._internal import mock_random

APPLICATION = "{0}/applications/(?P<app_id>[^/]+)"
PATHS = [
    f"{APPLICATION}/environments$",
    f"{APPLICATION}/environments/(?P<env_id>[^/]+)$",
    f"{APPLICATION}/environments/(?P<env_id>[^/]+)/deployments$",
    f"{APPLICATION}/environments/(?P<env_id>[^/]+)/deployments/(?P<number>[^/]+)$",
    "{0}/deploymentstrategies$",
    "{0}/deploymentstrategies/(?P<strategy_id>[^/]+)$",
    "{0}/deployementstrategies/(?P<strategy_id>[^/]+)$",  # spelt so by AWS, where one is deleted
    "{0}/tags/(?P<arn_part_1>[^/]+)/(?P<app_id>[^/]+)/environment/(?P<env_id>[^/]+)$",
    "{0}/tags/(?P<arn_part_1>[^/]+)/(?P<app_id>[^/]+)/environment/(?P<env_id>[^/]+)/deployment/(?P<number>[^/]+)$",
]


def _kept(response, what):
    """By id, what is kept beside what moto keeps; it goes into the count of what is left over."""
    return vars(response.appconfig_backend).setdefault(what, {})


def _found(response, what, param):
    known = _kept(response, what)
    if (found := known.get(response._get_param(param))) is None:
        raise JsonRESTError("ResourceNotFoundException", f"no such thing in {what}")
    return found


def _made(response, what, resource, members):
    """A new thing, with its tags, which an ARN names."""
    made = {"Id": mock_random.get_random_hex(7)}
    made |= {name: response._get_param(name) for name in members if response._get_param(name) is not None}
    _kept(response, what)[made["Id"]] = made
    _tag(response, f"{resource}/{made['Id']}")
    return made


def _tag(response, resource):
    backend = response.appconfig_backend
    arn = f"arn:aws:appconfig:{backend.region_name}:{backend.account_id}:{resource}"
    backend.tag_resource(arn, response._get_param("Tags") or {})


def create_environment(self):
    application = self._get_param("ApplicationId")
    made = _made(self, "environments", f"application/{application}/environment", ("ApplicationId", "Name", "Description"))
    made |= {"State": "READY_FOR_DEPLOYMENT", "Monitors": []}
    return json.dumps(made)


def get_environment(self):
    return json.dumps(_found(self, "environments", "EnvironmentId"))


def delete_environment(self):
    identifier = _found(self, "environments", "EnvironmentId")["Id"]
    del _kept(self, "environments")[identifier]
    for key in [key for key in _kept(self, "deployments") if key.startswith(f"{identifier}/")]:
        del _kept(self, "deployments")[key]
    return "{}"


STRATEGY = (
    "Name",
    "Description",
    "DeploymentDurationInMinutes",
    "GrowthType",
    "GrowthFactor",
    "FinalBakeTimeInMinutes",
    "ReplicateTo",
)


def create_deployment_strategy(self):
    return json.dumps(_made(self, "strategies", "deploymentstrategy", STRATEGY))


def get_deployment_strategy(self):
    return json.dumps(_found(self, "strategies", "DeploymentStrategyId"))


def delete_deployment_strategy(self):
    del _kept(self, "strategies")[_found(self, "strategies", "DeploymentStrategyId")["Id"]]
    return "{}"


def start_deployment(self):
    environment = _found(self, "environments", "EnvironmentId")
    strategy = _found(self, "strategies", "DeploymentStrategyId")
    application, identifier = self._get_param("ApplicationId"), self._get_param("ConfigurationProfileId")
    profile = self.appconfig_backend.get_configuration_profile(application, identifier)
    document = json.loads(profile.get_version(int(self._get_param("ConfigurationVersion"))).content)
    for validator in profile.validators or []:
        schema = json.loads(validator["Content"])
        Draft4Validator.check_schema(schema)
        for wrong in Draft4Validator(schema).iter_errors(document):
            raise JsonRESTError("BadRequestException", f"{profile.name}: {wrong.message}")
    number = 1 + sum(key.startswith(f"{environment['Id']}/") for key in _kept(self, "deployments"))
    deployment = {
        "ApplicationId": application,
        "EnvironmentId": environment["Id"],
        "ConfigurationProfileId": identifier,
        "ConfigurationName": profile.name,
        "ConfigurationLocationUri": "hosted",
        "ConfigurationVersion": self._get_param("ConfigurationVersion"),
        "DeploymentStrategyId": strategy["Id"],
        "DeploymentNumber": number,
        "Description": self._get_param("Description"),
        "State": "COMPLETE",
        "PercentageComplete": 100,
    }
    _kept(self, "deployments")[f"{environment['Id']}/{number}"] = deployment
    _tag(self, f"application/{application}/environment/{environment['Id']}/deployment/{number}")
    return json.dumps(deployment)


def get_deployment(self):
    key = f"{self._get_param('EnvironmentId')}/{self._get_param('DeploymentNumber')}"
    if key not in _kept(self, "deployments"):
        raise JsonRESTError("ResourceNotFoundException", "no such deployment")
    return json.dumps(_kept(self, "deployments")[key])


ADDITIONS = [
    (AppConfigResponse, addition)
    for addition in (
        create_environment,
        get_environment,
        delete_environment,
        create_deployment_strategy,
        get_deployment_strategy,
        delete_deployment_strategy,
        start_deployment,
        get_deployment,
    )
]
"""What moto does not answer at all."""


def mend():
    """moto asks a service's responses only for the paths that the service lists; and of a version without a description it
    says that it is described as `None`."""
    urls.url_paths.update({path: AppConfigResponse.dispatch for path in PATHS})
    headers = HostedConfigurationVersion.get_headers
    HostedConfigurationVersion.get_headers = lambda self: {
        name: value for name, value in headers(self).items() if value is not None
    }
