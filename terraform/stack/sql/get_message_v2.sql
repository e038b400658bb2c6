-- Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen
DO $$ BEGIN
  CREATE ROLE "get_message_v2" LOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- it exists, or another session just made it
END $$;
DO $$ BEGIN
  GRANT rds_iam TO "get_message_v2"; -- on RDS the role logs in with an IAM token
EXCEPTION WHEN undefined_object THEN NULL; -- this is not RDS
END $$;
GRANT USAGE ON SCHEMA "app" TO "get_message_v2";
GRANT SELECT ON "app"."conversations" TO "get_message_v2";
GRANT SELECT ON "app"."messages" TO "get_message_v2";
GRANT SELECT ON "app"."runs" TO "get_message_v2";
GRANT SELECT ON "app"."tenants" TO "get_message_v2";
