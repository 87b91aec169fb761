/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sp-store-private.h"

/* The tables of the service. `seq` gives every list its order: it only grows
 * and is never used twice, so pages stay put. `json` is the object as the wire
 * shows it, unknown members included; the other columns are what is searched.
 * A migration, once released, is never changed: a new one is added below it. */

#define SCHEMA_1 \
  "CREATE TABLE agents (" \
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT," \
  "  name TEXT NOT NULL UNIQUE," \
  "  kind TEXT NOT NULL," \
  "  last_version INTEGER NOT NULL," \
  "  json TEXT NOT NULL);" \
  "CREATE TABLE agent_versions (" \
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT," \
  "  agent TEXT NOT NULL REFERENCES agents (name) ON DELETE CASCADE," \
  "  version TEXT NOT NULL," \
  "  json TEXT NOT NULL," \
  "  UNIQUE (agent, version));" \
  "CREATE TABLE files (" \
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT," \
  "  id TEXT NOT NULL UNIQUE," \
  "  purpose TEXT NOT NULL," \
  "  blob TEXT NOT NULL," \
  "  expires_at INTEGER," \
  "  json TEXT NOT NULL);" \
  "CREATE INDEX files_blob ON files (blob);" \
  "CREATE TABLE conversations (" \
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT," \
  "  id TEXT NOT NULL UNIQUE," \
  "  agent_name TEXT," \
  "  agent_version TEXT," \
  "  json TEXT NOT NULL);" \
  "CREATE TABLE items (" \
  "  id TEXT PRIMARY KEY," \
  "  type TEXT NOT NULL," \
  "  json TEXT NOT NULL);" \
  "CREATE TABLE conversation_items (" \
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT," \
  "  conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE," \
  "  item TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE," \
  "  UNIQUE (conversation, item));" \
  "CREATE INDEX conversation_items_item ON conversation_items (item);" \
  "CREATE TABLE responses (" \
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT," \
  "  id TEXT NOT NULL UNIQUE," \
  "  status TEXT NOT NULL," \
  "  conversation TEXT," \
  "  agent_name TEXT," \
  "  agent_version TEXT," \
  "  include INTEGER NOT NULL," \
  "  json TEXT NOT NULL);" \
  "CREATE INDEX responses_conversation ON responses (conversation);" \
  "CREATE INDEX responses_open ON responses (status) WHERE status IN ('queued', 'in_progress');" \
  "CREATE TABLE response_items (" \
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT," \
  "  response TEXT NOT NULL REFERENCES responses (id) ON DELETE CASCADE," \
  "  item TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE," \
  "  output_index INTEGER," \
  "  UNIQUE (response, item));" \
  "CREATE INDEX response_items_item ON response_items (item);" \
  "CREATE TABLE response_events (" \
  "  response TEXT NOT NULL REFERENCES responses (id) ON DELETE CASCADE," \
  "  seq INTEGER NOT NULL," \
  "  item TEXT," \
  "  json TEXT NOT NULL," \
  "  PRIMARY KEY (response, seq)) WITHOUT ROWID;" \
  "CREATE TABLE containers (" \
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT," \
  "  id TEXT NOT NULL UNIQUE," \
  "  name TEXT NOT NULL," \
  "  conversation TEXT UNIQUE," \
  "  status TEXT NOT NULL," \
  "  json TEXT NOT NULL);" \
  "CREATE TABLE container_files (" \
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT," \
  "  id TEXT NOT NULL UNIQUE," \
  "  container TEXT NOT NULL REFERENCES containers (id) ON DELETE CASCADE," \
  "  name TEXT NOT NULL," \
  "  blob TEXT NOT NULL," \
  "  origin TEXT," \
  "  listed INTEGER NOT NULL," \
  "  json TEXT NOT NULL);" \
  "CREATE UNIQUE INDEX container_files_name ON container_files (container, name) WHERE listed;" \
  "CREATE INDEX container_files_blob ON container_files (blob);" \
  "CREATE TABLE cells (" \
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT," \
  "  container TEXT NOT NULL REFERENCES containers (id) ON DELETE CASCADE," \
  "  json TEXT NOT NULL);" \
  "CREATE INDEX cells_container ON cells (container);"

/* What only the classic API has: assistants, threads, messages, runs, steps. */
#define SCHEMA_2 \
  "CREATE TABLE classic (" \
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT," \
  "  id TEXT NOT NULL UNIQUE," \
  "  kind TEXT NOT NULL," \
  "  thread TEXT," \
  "  run TEXT," \
  "  status TEXT," \
  "  json TEXT NOT NULL);" \
  "CREATE INDEX classic_thread ON classic (thread, kind);" \
  "CREATE INDEX classic_kind ON classic (kind, seq);"

const char * const _sp_store_migrations[] = {
  SCHEMA_1,
  SCHEMA_2,
  NULL,
};
