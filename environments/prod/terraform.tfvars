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
  burst = 400
  rate  = 200
}

# How many instances of each function that touches a database may run at once: the plan fails if their connections exceed what the database takes. It is taken from the account's limit, of which AWS keeps 100 for functions that reserve none; a new account's limit may be 10, and is raised on request (Service Quotas, L-B99A9384).
concurrency = {
  accept_handover         = 8
  add_tenant              = 40
  change_conversation     = 8
  complete_handover       = 8
  create_conversation     = 8
  delete_expired          = 1
  delete_exports          = 2
  delete_feedback         = 8
  end_handover            = 8
  erase_again             = 4
  erase_customer          = 2
  escalate                = 8
  finish_erasure          = 2
  get_conversation        = 8
  get_handover            = 8
  get_message             = 8
  get_message_v2          = 8
  get_privacy_request     = 2
  get_usage               = 8
  give_up_privacy_request = 2
  list_conversations      = 8
  list_flags              = 8
  list_handovers          = 8
  list_messages           = 8
  load_history            = 71
  post_in_conversation    = 30
  post_message            = 200
  publish_answered        = 20
  put_feedback            = 8
  put_flag                = 8
  readyz                  = 8
  relay_outbox            = 2
  reopen_conversation     = 8
  reply_to_customer       = 8
  request_erasure         = 2
  request_export          = 4
  request_handover        = 8
  resolve_conversation    = 8
  resolve_idle            = 1
  save_turn               = 71
  sweep_messages          = 2
  wait_for_agent          = 8
  write_export            = 2
}

# What operators say of feature flags, for all tenants: in how many of a hundred conversations one is on where the tenant says nothing, and which are off for everyone. Handlers hear of a change within about a minute, and no code is deployed.
configuration_platform_flags = {
  flags = {}
}

# Minutes in which a change of a configuration reaches all instances, a fifth of them at a time; 0 is at once. The next change waits until it is over: what cannot wait, such as switching something off, goes out with 0.
configuration_rollout_minutes = 10

# Size and safety of the database `platform`.
database_platform = {
  instance_class        = "db.m7g.large"
  allocated_storage_gb  = 100
  multi_az              = true
  backup_retention_days = 35
}

# Whether databases and the user pool refuse to be deleted.
deletion_protection = true

# What functions log: DEBUG, INFO, WARN or ERROR.
log_level = "INFO"

# Days that logs are kept; one of the periods that CloudWatch offers.
log_retention_days = 365

# The VPC: its address range, the zones it spans, and in how many of them each interface endpoint stands (each costs by the hour).
network = {
  cidr               = "10.0.0.0/16"
  availability_zones = ["us-east-1a", "us-east-1b"]
  endpoint_zones     = 2
}
