# What this environment chooses. Yours to edit: codegen wrote it once and leaves it alone.
# The artifact, the same bytes for every environment, and the versions in flight are not here: a deploy passes both in a var file.

# Region that everything runs in.
region = "us-east-1"

# The one AWS account that this environment may be applied to: its twelve digits. Empty, any account will do.
account_id = ""

# Addresses that are told of each alarm; each is asked once to confirm.
alarm_emails = []

# Requests that the whole API takes at once (burst) and per second (rate).
api_throttle = {
  burst = 20
  rate  = 10
}

# How many instances of each function that touches a database may run at once: the plan fails if their connections exceed what the database takes. It is taken from the account's limit, of which AWS keeps 100 for functions that reserve none; a new account's limit may be 10, and is raised on request (Service Quotas, L-B99A9384).
concurrency = {
  accept_handover         = 1
  add_tenant              = 5
  change_conversation     = 1
  complete_handover       = 1
  create_conversation     = 1
  delete_expired          = 1
  delete_exports          = 1
  delete_feedback         = 1
  end_handover            = 1
  erase_again             = 1
  erase_customer          = 1
  escalate                = 1
  finish_erasure          = 1
  get_conversation        = 1
  get_handover            = 1
  get_message             = 1
  get_message_v2          = 1
  get_privacy_request     = 1
  get_usage               = 1
  give_up_privacy_request = 1
  list_conversations      = 1
  list_flags              = 1
  list_handovers          = 1
  list_messages           = 1
  load_history            = 5
  post_in_conversation    = 2
  post_message            = 11
  publish_answered        = 1
  put_feedback            = 1
  put_flag                = 1
  readyz                  = 1
  relay_outbox            = 1
  reopen_conversation     = 1
  reply_to_customer       = 1
  request_erasure         = 1
  request_export          = 1
  request_handover        = 1
  resolve_conversation    = 1
  resolve_idle            = 1
  save_turn               = 5
  sweep_messages          = 1
  wait_for_agent          = 1
  write_export            = 1
}

# What operators say of feature flags, for all tenants: in how many of a hundred conversations one is on where the tenant says nothing, and which are off for everyone. Handlers hear of a change within about a minute, and no code is deployed.
configuration_platform_flags = {
  flags = {}
}

# Minutes in which a change of a configuration reaches all instances, a fifth of them at a time; 0 is at once. The next change waits until it is over: what cannot wait, such as switching something off, goes out with 0.
configuration_rollout_minutes = 0

# Size and safety of the database `platform`.
database_platform = {
  instance_class        = "db.t4g.micro"
  allocated_storage_gb  = 20
  multi_az              = false
  backup_retention_days = 1
}

# Whether databases and the user pool refuse to be deleted.
deletion_protection = false

# What functions log: DEBUG, INFO, WARN or ERROR.
log_level = "DEBUG"

# Days that logs are kept; one of the periods that CloudWatch offers.
log_retention_days = 7

# The VPC: its address range, the zones it spans, and in how many of them each interface endpoint stands (each costs by the hour).
network = {
  cidr               = "10.0.0.0/16"
  availability_zones = ["us-east-1a", "us-east-1b"]
  endpoint_zones     = 1
}
