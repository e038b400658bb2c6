# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

moved {
  from = module.function_save_turn
  to   = module.function_store_turn
}

moved {
  from = module.function_store_turn
  to   = module.function_keep_turn
}

moved {
  from = module.function_post_turn
  to   = module.function_take_turn
}

moved {
  from = module.workflow_save
  to   = module.workflow_keep
}
