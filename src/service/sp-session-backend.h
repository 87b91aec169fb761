/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What runs the cells of one container: a sandbox on this computer today, other places later. The engine knows only this
 * interface, so that it can be tested without any sandbox. Everything happens on the main thread. */

typedef enum
{
  SP_OUTCOME_OK,
  SP_OUTCOME_ERROR,        /* the code raised */
  SP_OUTCOME_INTERRUPTED,  /* somebody stopped it */
  SP_OUTCOME_TIMEOUT,      /* it ran longer than a cell may */
  SP_OUTCOME_DIED,         /* the kernel went: memory, a crash, a kill */
} SpOutcome;

/* What one cell did. */
typedef struct
{
  SpOutcome  outcome;
  char          *error_name;     /* (nullable) */
  char          *error_value;    /* (nullable) */
  char          *text;           /* what it printed, with the traceback at its end; capped */
  char          *traceback;      /* (nullable) the traceback by itself */
  char          *message;        /* (nullable) why it was stopped or died, in words */
  gsize          n_printed;      /* bytes of the text that it printed: what stands before the traceback */
  gboolean       is_cut;         /* of what it printed only the beginning and the end are in the text */
  JsonArray     *displays;       /* MIME bundles */
  double         elapsed;        /* seconds */
  char          *whole_path;     /* (nullable) file that holds all of a capped text; deleted with the struct unless taken */
} SpCell;

/* A file that a cell made or changed. */
typedef struct
{
  char   *name;    /* relative to /mnt/data */
  char   *path;    /* where its bytes lie; deleted with the struct unless adopted */
  char   *sha256;  /* of the bytes */
  gint64  size;
} SpCellFile;

/* What one wants to see of the variables: all of them, or some rows and columns of one that is a table. */
typedef struct
{
  char   *name;      /* (nullable) */
  gint64  offset;
  guint   limit;
  gint64  column;
  guint   n_columns;
} SpVariableQuery;

#define SP_TYPE_SESSION_BACKEND (sp_session_backend_get_type ())
G_DECLARE_INTERFACE (SpSessionBackend, sp_session_backend, SP, SESSION_BACKEND, GObject)

/* Signals: output (const char *stream, const char *text) while a cell runs;
 *          died () when the kernel went by itself. */
struct _SpSessionBackendInterface
{
  GTypeInterface parent_iface;

  void        (*start_async)     (SpSessionBackend     *self,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
  gboolean    (*start_finish)    (SpSessionBackend     *self,
                                  GAsyncResult         *result,
                                  GError              **error);
  void        (*put_file_async)  (SpSessionBackend     *self,
                                  const char           *name,
                                  int                   fd,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
  gboolean    (*put_file_finish) (SpSessionBackend     *self,
                                  GAsyncResult         *result,
                                  GError              **error);
  void        (*execute_async)   (SpSessionBackend     *self,
                                  const char           *code,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
  SpCell *    (*execute_finish)  (SpSessionBackend     *self,
                                  GAsyncResult         *result,
                                  GError              **error);
  void        (*harvest_async)   (SpSessionBackend     *self,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
  GPtrArray * (*harvest_finish)  (SpSessionBackend     *self,
                                  GAsyncResult         *result,
                                  char                **note,
                                  GError              **error);
  void        (*look_async)      (SpSessionBackend     *self,
                                  const SpVariableQuery *query,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
  JsonObject * (*look_finish)    (SpSessionBackend     *self,
                                  GAsyncResult         *result,
                                  GError              **error);
  void        (*get_usage)       (SpSessionBackend     *self,
                                  gint64               *memory,
                                  double               *cpu);
  void        (*remove_file)     (SpSessionBackend     *self,
                                  const char           *name);
  /* May be left out where cells have no limit of time of their own. */
  void        (*set_timeout)     (SpSessionBackend     *self,
                                  guint                 seconds);
  void        (*interrupt)       (SpSessionBackend     *self);
  void        (*kill)            (SpSessionBackend     *self);
};

#define SP_TYPE_SESSION_FACTORY (sp_session_factory_get_type ())
G_DECLARE_INTERFACE (SpSessionFactory, sp_session_factory, SP, SESSION_FACTORY, GObject)

struct _SpSessionFactoryInterface
{
  GTypeInterface parent_iface;

  SpSessionBackend * (*create)       (SpSessionFactory  *self,
                                      const char        *memory_limit,
                                      const char        *spool);
  gboolean           (*is_available) (SpSessionFactory  *self,
                                      const char       **message);
};

SpCell           *sp_cell_new                        (SpOutcome             outcome);
void              sp_cell_free                       (SpCell               *cell);
const char       *sp_outcome_to_string               (SpOutcome             outcome);
SpCellFile       *sp_cell_file_new                   (const char           *name,
                                                      const char           *path,
                                                      const char           *sha256,
                                                      gint64                size);
void              sp_cell_file_free                  (SpCellFile           *file);

void              sp_session_backend_start_async     (SpSessionBackend     *self,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
gboolean          sp_session_backend_start_finish    (SpSessionBackend     *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
void              sp_session_backend_put_file_async  (SpSessionBackend     *self,
                                                      const char           *name,
                                                      int                   fd,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
gboolean          sp_session_backend_put_file_finish (SpSessionBackend     *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
void              sp_session_backend_execute_async   (SpSessionBackend     *self,
                                                      const char           *code,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
SpCell           *sp_session_backend_execute_finish  (SpSessionBackend     *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
void              sp_session_backend_harvest_async   (SpSessionBackend     *self,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
GPtrArray        *sp_session_backend_harvest_finish  (SpSessionBackend     *self,
                                                      GAsyncResult         *result,
                                                      char                **note,
                                                      GError              **error);
void              sp_session_backend_look_async      (SpSessionBackend     *self,
                                                      const SpVariableQuery *query,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
JsonObject       *sp_session_backend_look_finish     (SpSessionBackend     *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);
void              sp_session_backend_get_usage       (SpSessionBackend     *self,
                                                      gint64               *memory,
                                                      double               *cpu);
void              sp_session_backend_remove_file     (SpSessionBackend     *self,
                                                      const char           *name);
void              sp_session_backend_set_timeout     (SpSessionBackend     *self,
                                                      guint                 seconds);
void              sp_session_backend_interrupt       (SpSessionBackend     *self);
void              sp_session_backend_kill            (SpSessionBackend     *self);
SpSessionBackend *sp_session_factory_create          (SpSessionFactory     *self,
                                                      const char           *memory_limit,
                                                      const char           *spool);
gboolean          sp_session_factory_is_available    (SpSessionFactory     *self,
                                                      const char          **message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpCell, sp_cell_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpCellFile, sp_cell_file_free)

G_END_DECLS
