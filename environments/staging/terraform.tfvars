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
  burst = 50
  rate  = 25
}

# How many instances of each function that touches a database may run at once: the plan fails if their connections exceed what the database takes. It is taken from the account's limit, of which AWS keeps 100 for functions that reserve none; a new account's limit may be 10, and is raised on request (Service Quotas, L-B99A9384).
concurrency = {
  accept_handover         = 2
  add_tenant              = 12
  change_conversation     = 2
  complete_handover       = 2
  create_conversation     = 2
  delete_expired          = 1
  delete_exports          = 1
  delete_feedback         = 2
  end_handover            = 2
  erase_again             = 1
  erase_customer          = 1
  escalate                = 4
  finish_erasure          = 1
  get_conversation        = 2
  get_handover            = 2
  get_message             = 2
  get_message_v2          = 2
  get_privacy_request     = 1
  get_usage               = 2
  give_up_privacy_request = 1
  list_conversations      = 2
  list_flags              = 2
  list_handovers          = 2
  list_messages           = 2
  load_history            = 16
  post_in_conversation    = 6
  post_message            = 36
  publish_answered        = 4
  put_feedback            = 2
  put_flag                = 2
  readyz                  = 2
  relay_outbox            = 1
  reopen_conversation     = 2
  reply_to_customer       = 2
  request_erasure         = 1
  request_export          = 1
  request_handover        = 2
  resolve_conversation    = 2
  resolve_idle            = 1
  save_turn               = 16
  sweep_messages          = 1
  wait_for_agent          = 2
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
  instance_class        = "db.t4g.small"
  allocated_storage_gb  = 20
  multi_az              = false
  backup_retention_days = 7
}

# Whether databases and the user pool refuse to be deleted.
deletion_protection = true

# What functions log: DEBUG, INFO, WARN or ERROR.
log_level = "INFO"

# Days that logs are kept; one of the periods that CloudWatch offers.
log_retention_days = 30

# The VPC: its address range, the zones it spans, and in how many of them each interface endpoint stands (each costs by the hour).
network = {
  cidr               = "10.0.0.0/16"
  availability_zones = ["us-east-1a", "us-east-1b"]
  endpoint_zones     = 1
}
