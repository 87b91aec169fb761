/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* SpSandbox: one session, its state and its death; starting it is in sp-sandbox-start.c, running cells in
 * sp-sandbox-cell.c, files in sp-sandbox-files.c. Owned by whoever talks with the
 * session, main thread only. It holds the ends of four things: the process, the kernel's channel, the runner's
 * control socket and the output pipes. When any of them says that the session is over, everything of it is killed,
 * whoever waits gets an answer, and only the working folder stays, so that its files can still be taken. */

#include "config.h"

#include "sandbox/sp-sandbox-private.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sys/wait.h>

#include "base/sp-json.h"
#include "base/sp-str.h"

/* From the end of the channel to the kill: time for the runner to say how the kernel ended. */
#define DEATH_GRACE_MS 500

G_DEFINE_ENUM_TYPE (SpSandboxState, sp_sandbox_state,
                    G_DEFINE_ENUM_VALUE (SP_SANDBOX_NEW, "new"),
                    G_DEFINE_ENUM_VALUE (SP_SANDBOX_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (SP_SANDBOX_IDLE, "idle"),
                    G_DEFINE_ENUM_VALUE (SP_SANDBOX_BUSY, "busy"),
                    G_DEFINE_ENUM_VALUE (SP_SANDBOX_DEAD, "dead"))

G_DEFINE_FINAL_TYPE (SpSandbox, sp_sandbox, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ENDING,
  PROP_N_CELLS,
  PROP_STATE,
  N_PROPS,
};

enum
{
  SIGNAL_DISPLAY,
  SIGNAL_OUTPUT,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/**
 * _sp_sandbox_set_state:
 * @self: a session
 * @state: the new state
 *
 * Sets the state and notifies on change.
 */
void
_sp_sandbox_set_state (SpSandbox      *self,
                       SpSandboxState  state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * _sp_sandbox_emit_output:
 * @self: a session
 * @stream: “stdout” or “stderr”
 * @text: valid UTF-8
 *
 * Emits the signal.
 */
void
_sp_sandbox_emit_output (SpSandbox  *self,
                         const char *stream,
                         const char *text)
{
  g_signal_emit (self, signals[SIGNAL_OUTPUT], 0, stream, text);
}

/**
 * _sp_sandbox_emit_display:
 * @self: a session
 * @bundle: MIME types to contents
 *
 * Emits the signal.
 */
void
_sp_sandbox_emit_display (SpSandbox  *self,
                          JsonObject *bundle)
{
  g_signal_emit (self, signals[SIGNAL_DISPLAY], 0, bundle);
}

static void
sp_sandbox_close (SpSandbox *self)
{
  g_clear_handle_id (&self->start_source, g_source_remove);
  g_clear_handle_id (&self->death_source, g_source_remove);
  g_clear_handle_id (&self->freeze_source, g_source_remove);

  /* A launcher that is killed while it sets up may leave half a sandbox behind. One that finishes starts the runner,
   * which finds the control socket closed and ends everything. */
  if (self->process != NULL && self->greeted)
    sp_sandbox_process_kill (self->process);
  if (self->channel != NULL)
    sp_kernel_channel_close (self->channel);
  if (self->link != NULL)
    sp_runner_link_close (self->link);
}

/**
 * _sp_sandbox_die:
 * @self: a session
 * @error: (transfer full): why, in words for people
 *
 * Ends the session: everything of its processes is let go of, and who waits is answered last. Does nothing the second
 * time.
 */
void
_sp_sandbox_die (SpSandbox *self,
                 GError    *error)
{
  g_autoptr(SpSandbox) alive = g_object_ref (self);

  if (self->state == SP_SANDBOX_DEAD)
    {
      g_clear_error (&error);
      return;
    }

  sp_sandbox_close (self);
  if (sp_set_str (&self->ending, error->message))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENDING]);
  _sp_sandbox_set_state (self, SP_SANDBOX_DEAD);

  _sp_sandbox_fail_start (self, error);
  _sp_sandbox_cell_died (self);
  if (self->output != NULL)
    sp_output_collector_close (self->output);
}

static GError *
death_of_kernel (int wait_status)
{
  if (WIFSIGNALED (wait_status) && WTERMSIG (wait_status) == SIGKILL)
    return g_error_new (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD,
                        _("Python was killed, most likely because it used too much memory. Its variables are lost."));
  if (WIFSIGNALED (wait_status))
    return g_error_new (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD,
                        _("Python crashed: signal %d (%s). Its variables are lost."),
                        WTERMSIG (wait_status), strsignal (WTERMSIG (wait_status)));

  return g_error_new (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD,
                      _("Python ended by itself with exit code %d. Its variables are lost."),
                      WEXITSTATUS (wait_status));
}

static GError *
death_by_limit (SpSandbox            *self,
                const SpRunnerReport *report)
{
  g_autofree char *size = NULL;

  if (report->value == SP_RUNNER_LIMIT_INODES)
    return g_error_new (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD,
                        ngettext ("The code made more than %u file, the limit, and was stopped. Its variables are lost.",
                                  "The code made more than %u files, the limit, and was stopped. Its variables are lost.",
                                  self->limits.max_inodes), self->limits.max_inodes);

  size = g_format_size_full (self->limits.memory, G_FORMAT_SIZE_IEC_UNITS);
  return g_error_new (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD,
                      /* translators: %s is a size such as “3.0 GiB” */
                      _("The code used more memory than %s, the limit, and was stopped. Its variables are lost."), size);
}

static void
report_cb (SpRunnerLink *link,
           gpointer      pointer,
           SpSandbox    *self)
{
  const SpRunnerReport *report = pointer;

  switch ((SpRunnerEvent) report->event)
    {
    case SP_RUNNER_HELLO:
      _sp_sandbox_greet_runner (self);
      break;

    case SP_RUNNER_READY:
      {
        SpFd folder = sp_runner_link_steal_folder (link);

        if (self->data == NULL && folder >= 0)
          self->data = sp_data_folder_new (folder);
      }
      break;

    case SP_RUNNER_SWEPT:
      _sp_sandbox_cell_swept (self);
      break;

    case SP_RUNNER_UNSWEPT:
      _sp_sandbox_die (self, g_error_new (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD,
                                          _("The code started processes faster than they could be stopped, so "
                                            "the session was ended. Its variables are lost.")));
      break;

    case SP_RUNNER_LIMIT:
      _sp_sandbox_die (self, death_by_limit (self, report));
      break;

    case SP_RUNNER_EXITED:
      _sp_sandbox_die (self, death_of_kernel (report->value));
      break;

    default:
      break;
    }
}

static gboolean
death_cb (gpointer user_data)
{
  SpSandbox *self = user_data;

  self->death_source = 0;
  _sp_sandbox_die (self, g_error_new (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD,
                                      _("Python no longer answers, so the session was ended. Its variables are lost.")));

  return G_SOURCE_REMOVE;
}

static void
closed_cb (SpKernelChannel *channel,
           GError          *error,
           SpSandbox       *self)
{
  if (error != NULL)
    _sp_sandbox_die (self, g_error_new (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_PROTOCOL,
                                        /* translators: %s says what was wrong, in English */
                                        _("The session was ended because what came from it was not Python's: %s. "
                                          "Its variables are lost."), error->message));
  else if (self->death_source == 0 && self->state != SP_SANDBOX_DEAD)
    self->death_source = g_timeout_add (DEATH_GRACE_MS, death_cb, self);
}

static void
exited_cb (SpSandboxProcess *process,
           SpSandbox        *self)
{
  g_autofree char *ending = sp_sandbox_process_dup_ending (process);

  /* The runner's last words may lie in its socket still; they say more than an exit code. */
  while (self->state != SP_SANDBOX_DEAD && self->link != NULL && sp_runner_link_read (self->link))
    continue;

  if (self->state != SP_SANDBOX_STARTING && sp_sandbox_process_was_killed (process))
    _sp_sandbox_die (self, g_error_new (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD,
                                        _("The sandbox was killed, most likely because it used too much memory. Its "
                                          "variables are lost.")));

  _sp_sandbox_die (self, g_error_new (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD,
                                      /* translators: %s is such as “ended by signal 9 (Killed)” */
                                      _("The sandbox %s. Its variables are lost."), ending));
}

static void
text_cb (SpOutputCollector *output,
         const char        *stream,
         const char        *text,
         SpSandbox         *self)
{
  if (self->cell != NULL && !self->cell->is_question)
    _sp_sandbox_emit_output (self, stream, text);
}

static void
frame_cb (SpKernelChannel *channel,
          JsonObject      *frame,
          SpSandbox       *self)
{
  if (self->state == SP_SANDBOX_STARTING)
    {
      if (g_strcmp0 (sp_json_peek_string (frame, "t", NULL), "ready") == 0 && self->data != NULL)
        _sp_sandbox_become_ready (self, frame);
      return;
    }

  _sp_sandbox_cell_frame (self, frame);
}

/**
 * _sp_sandbox_connect:
 * @self: a session whose ends were just made
 *
 * Listens to the channel, the link and the output.
 */
void
_sp_sandbox_connect (SpSandbox *self)
{
  g_signal_connect_object (self->channel, "frame", G_CALLBACK (frame_cb), self, 0);
  g_signal_connect_object (self->channel, "closed", G_CALLBACK (closed_cb), self, 0);
  g_signal_connect_object (self->link, "report", G_CALLBACK (report_cb), self, 0);
  g_signal_connect_object (self->output, "text", G_CALLBACK (text_cb), self, 0);
}

/**
 * _sp_sandbox_take_process:
 * @self: a session
 * @process: (transfer full): its first process
 *
 * Holds @process and listens for its end.
 */
void
_sp_sandbox_take_process (SpSandbox        *self,
                          SpSandboxProcess *process)
{
  self->process = process;
  g_signal_connect_object (process, "exited", G_CALLBACK (exited_cb), self, 0);
}

static void
sp_sandbox_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  SpSandbox *self = SP_SANDBOX (object);

  switch (prop_id)
    {
    case PROP_ENDING:
      g_value_set_string (value, sp_sandbox_get_ending (self));
      break;

    case PROP_N_CELLS:
      g_value_set_uint (value, sp_sandbox_get_n_cells (self));
      break;

    case PROP_STATE:
      g_value_set_enum (value, sp_sandbox_get_state (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_sandbox_dispose (GObject *object)
{
  SpSandbox *self = SP_SANDBOX (object);

  sp_sandbox_close (self);
  g_clear_object (&self->channel);
  g_clear_object (&self->link);
  g_clear_object (&self->output);
  g_clear_object (&self->process);
  g_clear_object (&self->group);
  g_clear_object (&self->data);
  g_clear_object (&self->launcher);

  G_OBJECT_CLASS (sp_sandbox_parent_class)->dispose (object);
}

static void
sp_sandbox_finalize (GObject *object)
{
  SpSandbox *self = SP_SANDBOX (object);

  g_clear_pointer (&self->info, json_object_unref);
  g_clear_pointer (&self->spool_folder, g_free);
  g_clear_pointer (&self->ending, g_free);

  G_OBJECT_CLASS (sp_sandbox_parent_class)->finalize (object);
}

static void
sp_sandbox_class_init (SpSandboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sp_sandbox_get_property;
  object_class->dispose = sp_sandbox_dispose;
  object_class->finalize = sp_sandbox_finalize;

  /* Why the session is dead, in words; NULL while it is not. */
  properties[PROP_ENDING] = g_param_spec_string ("ending", NULL, NULL, NULL,
                                                 (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_N_CELLS] = g_param_spec_uint ("n-cells", NULL, NULL, 0, G_MAXUINT, 0,
                                                (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SP_TYPE_SANDBOX_STATE, SP_SANDBOX_NEW,
                                              (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_DISPLAY] = g_signal_new ("display", SP_TYPE_SANDBOX, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_OBJECT);
  signals[SIGNAL_OUTPUT] = g_signal_new ("output", SP_TYPE_SANDBOX, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
sp_sandbox_init (SpSandbox *self)
{
  sp_sandbox_limits_init (&self->limits);
  self->spool_folder = g_strdup (g_get_tmp_dir ());
}

/**
 * sp_sandbox_new:
 * @launcher: what makes the sandbox
 * @limits: (nullable): what it may use, copied; %NULL for the defaults
 *
 * Nothing runs before sp_sandbox_start_async(). Dropping the last reference ends the session.
 *
 * Returns: (transfer full): a session
 */
SpSandbox *
sp_sandbox_new (SpLauncher            *launcher,
                const SpSandboxLimits *limits)
{
  SpSandbox *self;

  g_return_val_if_fail (SP_IS_LAUNCHER (launcher), NULL);

  self = g_object_new (SP_TYPE_SANDBOX, NULL);
  self->launcher = g_object_ref (launcher);
  if (limits != NULL)
    self->limits = *limits;

  return self;
}

/**
 * sp_sandbox_get_state:
 * @self: a session
 *
 * Returns: whether it runs and can take a cell
 */
SpSandboxState
sp_sandbox_get_state (SpSandbox *self)
{
  g_return_val_if_fail (SP_IS_SANDBOX (self), SP_SANDBOX_DEAD);

  return self->state;
}

/**
 * sp_sandbox_get_n_cells:
 * @self: a session
 *
 * Returns: how many cells were begun
 */
guint
sp_sandbox_get_n_cells (SpSandbox *self)
{
  g_return_val_if_fail (SP_IS_SANDBOX (self), 0);

  return self->n_cells;
}

/**
 * sp_sandbox_get_limits:
 * @self: a session
 *
 * Returns: (transfer none): what it may use
 */
const SpSandboxLimits *
sp_sandbox_get_limits (SpSandbox *self)
{
  g_return_val_if_fail (SP_IS_SANDBOX (self), NULL);

  return &self->limits;
}

/**
 * sp_sandbox_set_limits:
 * @self: a session
 * @limits: what it may use; copied
 *
 * Limits of cells and harvests hold from the next one on; those of the session as a whole only before the start.
 */
void
sp_sandbox_set_limits (SpSandbox             *self,
                       const SpSandboxLimits *limits)
{
  g_return_if_fail (SP_IS_SANDBOX (self));
  g_return_if_fail (limits != NULL);

  self->limits = *limits;
}

/**
 * sp_sandbox_get_ending:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): why it is dead, in words for people; %NULL while it is not
 */
const char *
sp_sandbox_get_ending (SpSandbox *self)
{
  g_return_val_if_fail (SP_IS_SANDBOX (self), NULL);

  return self->ending;
}

/**
 * sp_sandbox_get_info:
 * @self: a session
 *
 * What the kernel said of itself when it was ready: `python` (version) and `packages` (object of name to version,
 * for those that matter; a missing one is not there).
 *
 * Returns: (transfer none) (nullable): an object that came from the sandbox, %NULL before the start
 */
JsonObject *
sp_sandbox_get_info (SpSandbox *self)
{
  g_return_val_if_fail (SP_IS_SANDBOX (self), NULL);

  return self->info;
}

/**
 * sp_sandbox_get_memory:
 * @self: a session
 *
 * Returns: bytes that all its processes and files use together, -1 when nobody counts them
 */
gint64
sp_sandbox_get_memory (SpSandbox *self)
{
  g_return_val_if_fail (SP_IS_SANDBOX (self), -1);

  return self->group != NULL ? sp_resource_group_get_memory (self->group) : -1;
}

/**
 * sp_sandbox_get_cpu:
 * @self: a session
 *
 * Returns: seconds of the processor that its Python has used until the end of the last cell, as it says itself
 */
double
sp_sandbox_get_cpu (SpSandbox *self)
{
  g_return_val_if_fail (SP_IS_SANDBOX (self), 0);

  return self->cpu;
}

/**
 * sp_sandbox_get_preload:
 * @self: a session
 *
 * Returns: whether pandas and matplotlib are imported before the session is ready
 */
gboolean
sp_sandbox_get_preload (SpSandbox *self)
{
  g_return_val_if_fail (SP_IS_SANDBOX (self), FALSE);

  return self->preload;
}

/**
 * sp_sandbox_set_preload:
 * @self: a session
 * @preload: whether to import pandas and matplotlib before the session is ready
 *
 * A pool wants that; whoever starts a session when it is needed does not. Matters only before the start.
 */
void
sp_sandbox_set_preload (SpSandbox *self,
                        gboolean   preload)
{
  g_return_if_fail (SP_IS_SANDBOX (self));

  self->preload = preload;
}

/**
 * sp_sandbox_get_spool_folder:
 * @self: a session
 *
 * Returns: (transfer none): the folder for output that is kept aside
 */
const char *
sp_sandbox_get_spool_folder (SpSandbox *self)
{
  g_return_val_if_fail (SP_IS_SANDBOX (self), NULL);

  return self->spool_folder;
}

/**
 * sp_sandbox_set_spool_folder:
 * @self: a session
 * @folder: an existing folder
 *
 * Names the folder for output that is kept aside; without it, it is the system's for temporary files.
 */
void
sp_sandbox_set_spool_folder (SpSandbox  *self,
                             const char *folder)
{
  g_return_if_fail (SP_IS_SANDBOX (self));
  g_return_if_fail (folder != NULL);

  sp_set_str (&self->spool_folder, folder);
}

/**
 * sp_sandbox_kill:
 * @self: a session
 *
 * Ends the session at once, with everything in it. A running cell ends with %SP_CELL_DIED.
 */
void
sp_sandbox_kill (SpSandbox *self)
{
  g_return_if_fail (SP_IS_SANDBOX (self));

  _sp_sandbox_die (self, g_error_new_literal (SP_SANDBOX_ERROR, SP_SANDBOX_ERROR_DEAD,
                                              _("The session was ended. Its variables are lost.")));
}
