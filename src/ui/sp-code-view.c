/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Code to read: highlighted, as high as it is long, scrolled sideways, with long code folded behind a button. Text that
 * grows at its end is added to what is shown, so that code can be watched while it is written. Used by code cells and by
 * fenced blocks in messages; main thread. */

#include "config.h"

#include "ui/sp-code-view.h"

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

#include "base/sp-str.h"
#include "ui/sp-safe-text.h"
#include "ui/sp-side-scroller.h"

/* Code of a few lines more than that is not worth a button. */
#define FOLDED_LINES 20
#define FOLD_SLACK 6

/* Past this, colours cost more than they tell. */
#define MAX_HIGHLIGHTED (200 * 1024)

struct _SpCodeView
{
  AdwBin           parent_instance;

  char            *text;      /* as it was given */
  char            *shown;     /* (nullable) what of it the buffer holds */
  char            *language;  /* (nullable) */
  guint            folded : 1;

  GtkSourceView   *view;
  GtkSourceBuffer *buffer;
  GtkButton       *fold_button;
};

G_DEFINE_FINAL_TYPE (SpCodeView, sp_code_view, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_FOLDED,
  PROP_LANGUAGE,
  PROP_LINE_NUMBERS,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static guint
count_lines (const char *text)
{
  guint n_lines = 1;

  for (const char *p = strchr (text, '\n'); p != NULL && p[1] != '\0'; p = strchr (p + 1, '\n'))
    n_lines++;
  return n_lines;
}

static char *
first_lines (const char *text,
             guint       n_lines)
{
  const char *p = text;

  for (; n_lines > 0 && p != NULL; n_lines--)
    p = strchr (p + (p == text ? 0 : 1), '\n');
  return p != NULL ? g_strndup (text, p - text) : g_strdup (text);
}

/* Adds to the buffer what is new, or fills it anew: then no scroll position or selection is worth keeping. */
static void
sp_code_view_show (SpCodeView *self,
                   char       *text)
{
  g_autofree char *shown = text;
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter end;

  if (g_strcmp0 (shown, self->shown) == 0)
    return;
  gtk_source_buffer_set_highlight_syntax (self->buffer, strlen (shown) <= MAX_HIGHLIGHTED);
  if (self->shown != NULL && *self->shown != '\0' && g_str_has_prefix (shown, self->shown))
    {
      gtk_text_buffer_get_end_iter (buffer, &end);
      gtk_text_buffer_insert (buffer, &end, shown + strlen (self->shown), -1);
    }
  else
    gtk_text_buffer_set_text (buffer, shown, -1);
  g_clear_pointer (&self->shown, g_free);
  self->shown = g_steal_pointer (&shown);
}

/* A text view only finds out how high it is while it is being allocated, too late for the layout that is going on. So its
 * height is told before, by the number of lines, which do not wrap. */
static void
sp_code_view_update_height (SpCodeView *self)
{
  g_autoptr(PangoLayout) line = NULL;
  int height;

  if (self->shown == NULL || self->view == NULL)
    return;
  line = gtk_widget_create_pango_layout (GTK_WIDGET (self->view), "X");
  pango_layout_get_size (line, NULL, &height);
  gtk_widget_set_size_request (GTK_WIDGET (self->view), -1, PANGO_PIXELS (height) * (int) count_lines (self->shown));
}

static void
sp_code_view_update (SpCodeView *self)
{
  g_autofree char *safe = sp_safe_text (self->text, -1);
  g_autofree char *broken = sp_safe_text_break_lines (safe, SP_SAFE_TEXT_MAX_LINE);
  gsize length = strlen (broken);
  guint n_lines;
  gboolean long_code;

  /* A newline at the end would be an empty line. */
  if (length > 0 && broken[length - 1] == '\n')
    broken[length - 1] = '\0';
  n_lines = count_lines (broken);
  long_code = n_lines > FOLDED_LINES + FOLD_SLACK;

  gtk_widget_set_visible (GTK_WIDGET (self->fold_button), long_code);
  if (long_code)
    {
      /* translators: the placeholder is the number of lines of code */
      g_autofree char *all = g_strdup_printf (ngettext ("Show all %u line", "Show all %u lines", n_lines), n_lines);

      gtk_button_set_label (self->fold_button, self->folded ? all : _("Show less"));
    }
  sp_code_view_show (self, long_code && self->folded ? first_lines (broken, FOLDED_LINES) : g_steal_pointer (&broken));
  sp_code_view_update_height (self);
}

static void
sp_code_view_toggle_fold_action (GtkWidget  *widget,
                                 const char *name,
                                 GVariant   *parameter)
{
  SpCodeView *self = SP_CODE_VIEW (widget);

  sp_code_view_set_folded (self, !self->folded);
}

static void
sp_code_view_update_scheme (SpCodeView *self)
{
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  const char *name = dark ? "Adwaita-dark" : "Adwaita";

  gtk_source_buffer_set_style_scheme (self->buffer, gtk_source_style_scheme_manager_get_scheme (manager, name));
}

/* GtkSourceView 5.6 learns the colour of its spaces when its style changes. A view that came into a window during a layout
 * is painted before it is told of its first style, and warns: so it is told at once. */
static void
realized_cb (SpCodeView *self)
{
  GtkWidget *view = GTK_WIDGET (self->view);

  GTK_WIDGET_GET_CLASS (view)->css_changed (view, NULL);
}

/* Names as people write them after a fence. */
static GtkSourceLanguage *
find_language (const char *name)
{
  static const char *const aliases[][2] = {
    { "bash", "sh" }, { "shell", "sh" }, { "console", "sh" }, { "zsh", "sh" }, { "py", "python3" }, { "python", "python3" },
    { "c++", "cpp" }, { "javascript", "js" }, { "ts", "typescript" }, { "yml", "yaml" }, { "tex", "latex" },
    { "golang", "go" }, { "rs", "rust" }, { "rb", "ruby" }, { "md", "markdown" },
  };
  GtkSourceLanguageManager *manager = gtk_source_language_manager_get_default ();
  g_autofree char *id = NULL;

  if (name == NULL || *name == '\0' || strlen (name) > 32)
    return NULL;
  id = g_ascii_strdown (name, -1);
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (strcmp (id, aliases[i][0]) == 0)
      return gtk_source_language_manager_get_language (manager, aliases[i][1]);
  return gtk_source_language_manager_get_language (manager, id);
}

static void
sp_code_view_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SpCodeView *self = SP_CODE_VIEW (object);

  switch (prop_id)
    {
    case PROP_FOLDED:
      g_value_set_boolean (value, sp_code_view_get_folded (self));
      break;
    case PROP_LANGUAGE:
      g_value_set_string (value, sp_code_view_get_language (self));
      break;
    case PROP_LINE_NUMBERS:
      g_value_set_boolean (value, sp_code_view_get_line_numbers (self));
      break;
    case PROP_TEXT:
      g_value_set_string (value, sp_code_view_get_text (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_code_view_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  SpCodeView *self = SP_CODE_VIEW (object);

  switch (prop_id)
    {
    case PROP_FOLDED:
      sp_code_view_set_folded (self, g_value_get_boolean (value));
      break;
    case PROP_LANGUAGE:
      sp_code_view_set_language (self, g_value_get_string (value));
      break;
    case PROP_LINE_NUMBERS:
      sp_code_view_set_line_numbers (self, g_value_get_boolean (value));
      break;
    case PROP_TEXT:
      sp_code_view_set_text (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_code_view_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_CODE_VIEW);

  G_OBJECT_CLASS (sp_code_view_parent_class)->dispose (object);
}

static void
sp_code_view_finalize (GObject *object)
{
  SpCodeView *self = SP_CODE_VIEW (object);

  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->shown, g_free);
  g_clear_pointer (&self->language, g_free);

  G_OBJECT_CLASS (sp_code_view_parent_class)->finalize (object);
}

static void
sp_code_view_class_init (SpCodeViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sp_code_view_get_property;
  object_class->set_property = sp_code_view_set_property;
  object_class->dispose = sp_code_view_dispose;
  object_class->finalize = sp_code_view_finalize;

  properties[PROP_FOLDED] =
    g_param_spec_boolean ("folded", NULL, NULL, TRUE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_LANGUAGE] =
    g_param_spec_string ("language", NULL, NULL, NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_LINE_NUMBERS] =
    g_param_spec_boolean ("line-numbers", NULL, NULL, FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, "",
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  g_type_ensure (GTK_SOURCE_TYPE_BUFFER);
  gtk_widget_class_set_template_from_resource (widget_class, SP_RESOURCE_PREFIX "/ui/sp-code-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SpCodeView, buffer);
  gtk_widget_class_bind_template_child (widget_class, SpCodeView, fold_button);
  gtk_widget_class_bind_template_child (widget_class, SpCodeView, view);

  gtk_widget_class_install_action (widget_class, "code.toggle-fold", NULL, sp_code_view_toggle_fold_action);
}

static void
sp_code_view_init (SpCodeView *self)
{
  self->text = g_strdup ("");
  self->folded = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  sp_side_scroller_attach (GTK_WIDGET (self->view));

  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (sp_code_view_update_scheme), self, G_CONNECT_SWAPPED);
  sp_code_view_update_scheme (self);
  g_signal_connect_object (self->view, "realize", G_CALLBACK (realized_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  /* What cannot be seen has no style: only now the font is known. */
  g_signal_connect_object (self->view, "map", G_CALLBACK (sp_code_view_update_height), self, G_CONNECT_SWAPPED);
}

/**
 * sp_code_view_new:
 *
 * Returns: (transfer floating): a view without code
 */
GtkWidget *
sp_code_view_new (void)
{
  return g_object_new (SP_TYPE_CODE_VIEW, NULL);
}

/**
 * sp_code_view_get_text:
 * @self: a code view
 *
 * Returns: (transfer none): the code as it was given
 */
const char *
sp_code_view_get_text (SpCodeView *self)
{
  g_return_val_if_fail (SP_IS_CODE_VIEW (self), NULL);

  return self->text;
}

/**
 * sp_code_view_set_text:
 * @self: a code view
 * @text: (nullable): the code, untrusted
 *
 * Shows @text.
 */
void
sp_code_view_set_text (SpCodeView *self,
                       const char *text)
{
  g_return_if_fail (SP_IS_CODE_VIEW (self));

  if (!sp_set_str (&self->text, text != NULL ? text : ""))
    return;
  sp_code_view_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * sp_code_view_get_language:
 * @self: a code view
 *
 * Returns: (transfer none) (nullable): the language's name
 */
const char *
sp_code_view_get_language (SpCodeView *self)
{
  g_return_val_if_fail (SP_IS_CODE_VIEW (self), NULL);

  return self->language;
}

/**
 * sp_code_view_set_language:
 * @self: a code view
 * @language: (nullable): a name such as “python” or “bash”
 *
 * Chooses how the code is coloured; an unknown language is not.
 */
void
sp_code_view_set_language (SpCodeView *self,
                           const char *language)
{
  g_return_if_fail (SP_IS_CODE_VIEW (self));

  if (!sp_set_str (&self->language, language))
    return;
  gtk_source_buffer_set_language (self->buffer, find_language (language));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LANGUAGE]);
}

/**
 * sp_code_view_get_folded:
 * @self: a code view
 *
 * Returns: whether only the beginning of long code is shown
 */
gboolean
sp_code_view_get_folded (SpCodeView *self)
{
  g_return_val_if_fail (SP_IS_CODE_VIEW (self), FALSE);

  return self->folded;
}

/**
 * sp_code_view_set_folded:
 * @self: a code view
 * @folded: whether only the beginning of long code is shown
 *
 * Folds or unfolds long code; short code is always whole.
 */
void
sp_code_view_set_folded (SpCodeView *self,
                         gboolean    folded)
{
  g_return_if_fail (SP_IS_CODE_VIEW (self));

  folded = !!folded;
  if (self->folded == folded)
    return;
  self->folded = folded;
  sp_code_view_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLDED]);
}

/**
 * sp_code_view_get_line_numbers:
 * @self: a code view
 *
 * Returns: whether lines are numbered
 */
gboolean
sp_code_view_get_line_numbers (SpCodeView *self)
{
  g_return_val_if_fail (SP_IS_CODE_VIEW (self), FALSE);

  return gtk_source_view_get_show_line_numbers (self->view);
}

/**
 * sp_code_view_set_line_numbers:
 * @self: a code view
 * @line_numbers: whether lines are numbered
 *
 * Shows or hides the numbers of the lines.
 */
void
sp_code_view_set_line_numbers (SpCodeView *self,
                               gboolean    line_numbers)
{
  g_return_if_fail (SP_IS_CODE_VIEW (self));

  if (gtk_source_view_get_show_line_numbers (self->view) == line_numbers)
    return;
  gtk_source_view_set_show_line_numbers (self->view, line_numbers);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LINE_NUMBERS]);
}
