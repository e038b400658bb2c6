# Generated from the handlers' signatures. To change it, change them and run: cargo run -p codegen

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}
