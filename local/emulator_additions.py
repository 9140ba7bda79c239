"""What AWS does and MiniStack does not: between accounts, and quickly.

Without enforcing IAM everywhere it lets anybody assume any role, also one that there is not, and it hands no event to a
bus of another account or region. Here a role has to exist and to trust whoever asks, by the conditions it has, as
MiniStack's own evaluator weighs them; a function asks as its role; and a target which is a bus elsewhere is served there.

These are internals of the version that requirements-emulator.txt pins, and of no other.
"""

import hashlib
from urllib.parse import parse_qs

import botocore.session
from ministack.core import lambda_runtime, router
from ministack.core.iam_evaluator import EvalContext, evaluate_trust_policy, resolve_caller_identity
from ministack.core.responses import get_account_id, get_region, set_request_account_id, set_request_region
from ministack.core.router import extract_access_key_id
from ministack.services import eventbridge, iam, lambda_svc, sts


def connect_accounts() -> None:
    lambda_runtime.execution_credentials = credentials_of_role
    lambda_svc.execution_credentials = credentials_of_role
    sts.handle_request = asking_the_role(sts.handle_request)
    eventbridge._dispatch_to_event_bus = in_its_place(eventbridge._dispatch_to_event_bus)


def know_services() -> None:
    """The names of services that MiniStack lacks: at the first call to one it would read all models there are, 5 s long."""
    router._KNOWN_AWS_SERVICE_NAMES = frozenset(
        [*botocore.session.get_session().get_available_services(), "servicequotas"]
    )


def credentials_of_role(config: dict) -> dict[str, str]:
    """What a function calls AWS with: a session of its role. The same each time, so that warm functions go on."""
    function, role = config["FunctionArn"], config["Role"]
    account = function.split(":")[4]
    session = f"arn:aws:sts::{account}:assumed-role/{role.rsplit('/', 1)[-1]}/{config['FunctionName'][:64]}"
    digest = hashlib.sha256(f"{function}:{role}".encode()).hexdigest()
    key, secret, token = f"ASIA{digest[:16].upper()}", digest, f"token-{digest}"
    sts.register_session(
        key, {"Arn": session, "UserId": session, "SecretAccessKey": secret, "SessionToken": token, "AccountId": account}
    )
    return {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token}


def asking_the_role(answer):
    async def handle_request(method, path, headers, body, query_params):
        asked = {**query_params, **(parse_qs(body.decode()) if method == "POST" and body else {})}
        value = lambda name: (asked.get(name) or [""])[0]
        if value("Action") == "AssumeRole":
            caller = resolve_caller_identity(extract_access_key_id(headers, query_params) or "test")
            if not trusts(value("RoleArn"), caller["userArn"] if caller else "", value("ExternalId") or None):
                message = f"User is not authorized to perform: sts:AssumeRole on resource: {value('RoleArn')}"
                return iam._error(403, "AccessDenied", message, ns="sts")
        return await answer(method, path, headers, body, query_params)

    return handle_request


def trusts(role_arn: str, caller: str, external_id: str | None) -> bool:
    """Whether there is such a role, and its trust policy lets the caller assume it."""
    if not role_arn.startswith("arn:") or role_arn.count(":") != 5:
        return True  # malformed, as MiniStack itself says
    role = iam._roles.get_scoped(role_arn.split(":")[4], None, role_arn.rsplit("/", 1)[-1])
    if role is None or not caller:
        return False
    partition, account, resource = (caller.split(":")[part] for part in (1, 4, 5))
    assumed = resource.startswith("assumed-role/")
    context = EvalContext(
        # By the condition key a session is its role: MiniStack takes the session.
        principal_arn=f"arn:{partition}:iam::{account}:role/{resource.split('/')[1]}" if assumed else caller,
        principal_type="AssumedRole" if assumed else "Root" if resource == "root" else "User",
        principal_account=account,
        action="sts:AssumeRole",
        resource_arn=role_arn,
        region=get_region(),
        service_context={"sts:externalid": external_id},
    )
    return evaluate_trust_policy(role["AssumeRolePolicyDocument"], caller, context)


def in_its_place(dispatch):
    def dispatch_to_event_bus(spec, *rest):
        account, region = get_account_id(), get_region()
        set_request_account_id(spec.account_id)
        set_request_region(spec.region)
        try:
            return dispatch(spec, *rest)
        finally:
            set_request_account_id(account)
            set_request_region(region)

    return dispatch_to_event_bus
