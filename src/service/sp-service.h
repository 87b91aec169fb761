/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/http/sp-http-types.h"
#include "service/sp-container-keeper.h"
#include "service/sp-engine.h"

G_BEGIN_DECLS

#define SP_SERVICE_START_ERROR (sp_service_start_error_quark ())

/**
 * SpServiceStartError:
 * @SP_SERVICE_START_ERROR_USAGE: the arguments make no sense
 * @SP_SERVICE_START_ERROR_RUNNING: another service has the socket or the data
 * @SP_SERVICE_START_ERROR_FAILED: the world is in the way; the message says how
 */
typedef enum
{
  SP_SERVICE_START_ERROR_USAGE,
  SP_SERVICE_START_ERROR_RUNNING,
  SP_SERVICE_START_ERROR_FAILED,
} SpServiceStartError;

GQuark sp_service_start_error_quark (void);

/* What the command line says. */
typedef struct
{
  char     **listen;     /* (owned) (nullable) TCP addresses */
  char      *socket;     /* (owned) (nullable) path of the Unix socket */
  char      *key_file;   /* (owned) (nullable) */
  char      *data_dir;   /* (owned) (nullable) */
  char      *models;     /* (owned) (nullable) the file that names servers of models */
  int        idle_exit;  /* seconds; 0: never; < 0: as usual */
  int        max_sessions; /* > 0 */
  gboolean   version;
} SpServiceOptions;

#define SP_TYPE_SERVICE (sp_service_get_type ())
G_DECLARE_FINAL_TYPE (SpService, sp_service, SP, SERVICE, GObject)

gboolean   sp_service_options_parse (SpServiceOptions  *options,
                                     int               *argc,
                                     char            ***argv,
                                     GError           **error);
void       sp_service_options_clear (SpServiceOptions  *options);

/* Signal: ended () when there is nothing left to do. */
SpService *sp_service_start         (SpServiceOptions  *options,
                                     SpSessionFactory  *factory,
                                     GError           **error);
SpEngine  *sp_service_get_engine    (SpService         *self);
void       sp_service_add_dialect   (SpService            *self,
                                     const SpHttpDialect  *dialect,
                                     gpointer              context);
GStrv      sp_service_dup_addresses (SpService         *self);
void       sp_service_stop          (SpService         *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SpServiceOptions, sp_service_options_clear)

G_END_DECLS
