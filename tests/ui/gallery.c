/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Shows every kind of row with made-up items, to be looked at and to be photographed:
 *
 *   gallery [--page N] [--size WIDTHxHEIGHT] [--shot FILE.png]
 *
 * Not installed. With --shot it draws the window into a picture and ends. */

#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#include "model/sp-annotation.h"
#include "model/sp-code-call.h"
#include "model/sp-file.h"
#include "model/sp-message.h"
#include "model/sp-reasoning.h"
#include "model/sp-unknown-item.h"
#include "ui/sp-item-row.h"

static int page = 0;
static char *size = NULL;
static char *shot = NULL;
static char *folder = NULL;

static const char answer[] =
  "Here is the **operating profit** of the nine companies in the *Transportation* sector, largest first. "
  "I read `Operating profit` as a number after removing the thousands separators.\n"
  "\n"
  "## What the chart shows\n"
  "\n"
  "1. **Adani Ports** leads by a wide margin\n"
  "2. **Container Corp.** and **Blue Dart** follow:\n"
  "   - both above ₹ 200 crore\n"
  "   - margins of 22 % and 14 %\n"
  "3. Two companies report a ~~profit~~ loss\n"
  "\n"
  "| Company | Operating profit | Margin |\n"
  "|:--------|-----------------:|-------:|\n"
  "| Adani Ports | 3,869.07 | 58 % |\n"
  "| Container Corp. | 453.20 | 22 % |\n"
  "| Blue Dart | 209.11 | 14 % |\n"
  "| `SpiceJet` | **−204.60** | −16 % |\n"
  "\n"
  "> Some values look like spreadsheet dates (`Jan-24`); I left them out.\n"
  "\n"
  "- [x] chart drawn\n"
  "- [ ] forecast\n"
  "\n"
  "The mean is $\\bar{x} = \\frac{1}{n}\\sum_i x_i$. You can download [the chart](sandbox:/mnt/data/transportation profit.png) "
  "or read <https://pandas.pydata.org/docs/>.\n"
  "\n"
  "```python\n"
  "import pandas as pd\n"
  "df = pd.read_csv(\"/mnt/data/nifty.csv\")  # as uploaded\n"
  "```\n"
  "\n"
  "---\n"
  "\n"
  "Shall I compare it with the previous quarter?\n";

static const char code[] =
  "import matplotlib.pyplot as plt\n"
  "import pandas as pd\n"
  "\n"
  "df = pd.read_csv(\"/mnt/data/nifty_500_quarterly_results.csv\")\n"
  "sector = df[df[\"sector\"] == \"TRANSPORTATION\"].copy()\n"
  "sector[\"operating_profit\"] = pd.to_numeric(sector[\"operating_profit\"].str.replace(\",\", \"\"), errors=\"coerce\")\n"
  "sector = sector.sort_values(\"operating_profit\", ascending=False)\n"
  "\n"
  "fig, ax = plt.subplots(figsize=(8, 4.5))\n"
  "ax.bar(sector[\"name\"], sector[\"operating_profit\"])\n"
  "ax.set_title(\"Operating profit, Transportation\")\n"
  "fig.savefig(\"/mnt/data/transportation_profit.png\")\n";

static const char traceback[] =
  "reading the file\n"
  "\033[0;31m---------------------------------------------------------------------------\033[0m\n"
  "Traceback (most recent call last):\n"
  "  File \"<cell 2>\", line 4, in <module>\n"
  "    sector = df[df[\"Sector\"] == \"TRANSPORTATION\"]\n"
  "  File \"/usr/lib/python3/dist-packages/pandas/core/frame.py\", line 3807, in __getitem__\n"
  "    indexer = self.columns.get_loc(key)\n"
  "KeyError: 'Sector'\n";

static const char table[] =
  "{\"columns\": [{\"name\": \"name\", \"type\": \"object\"}, {\"name\": \"sector\", \"type\": \"object\"}, "
  "{\"name\": \"revenue\", \"type\": \"float64\"}, {\"name\": \"operating_profit\", \"type\": \"float64\"}, "
  "{\"name\": \"net_profit\", \"type\": \"float64\"}, {\"name\": \"eps\", \"type\": \"float64\"}], \"rows\": ["
  "[\"Adani Ports & SEZ\", \"TRANSPORTATION\", 6646.41, 3869.07, 1765.2, 8.11], "
  "[\"Blue Dart Express\", \"TRANSPORTATION\", 1324.4, 209.11, 71.33, 30.0], "
  "[\"Container Corporation\", \"TRANSPORTATION\", 2194.87, 453.2, 358.0, 5.88], "
  "[\"InterGlobe Aviation\", \"TRANSPORTATION\", 14943.97, 2051, 188.9, 4.9], "
  "[\"SpiceJet <script>\", \"TRANSPORTATION\", 1428.1, -204.6, -449.3, null]], \"n_rows\": 9, \"n_cols\": 6}";

static const char html_table[] =
  "<div><style>td { color: red }</style><table border=1><thead><tr><th></th><th>sector</th><th>mean</th></tr></thead><tbody>"
  "<tr><th>0</th><td>AUTOMOBILE &amp; PARTS</td><td>812.4</td></tr><tr><th>1</th><td>BANKING</td><td>4,120.9</td></tr>"
  "</tbody></table><p>21 rows × 2 columns</p></div>";

/* A bar chart of our own drawing, as bytes of a PNG. */
static GBytes *
draw_chart (void)
{
  static const double bars[] = { 0.95, 0.62, 0.44, 0.31, 0.24, 0.2, 0.13, 0.08, 0.05 };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 800, 450);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *path = g_build_filename (folder, "chart.png", NULL);
  char *data = NULL;
  gsize length = 0;

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0.12, 0.47, 0.71);
  for (guint i = 0; i < G_N_ELEMENTS (bars); i++)
    cairo_rectangle (cr, 70 + i * 78, 400 - bars[i] * 340, 56, bars[i] * 340);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0.2, 0.2, 0.2);
  cairo_move_to (cr, 50, 30);
  cairo_line_to (cr, 50, 400);
  cairo_line_to (cr, 780, 400);
  cairo_stroke (cr);
  cairo_surface_write_to_png (surface, path);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);

  g_file_get_contents (path, &data, &length, NULL);
  return g_bytes_new_take (data, length);
}

static void
add (GListStore *items,
     gpointer    item)
{
  g_autoptr(SpItem) owned = item;
  g_autofree char *id = g_strdup_printf ("item_%u", g_list_model_get_n_items (G_LIST_MODEL (items)));

  sp_item_set_id (owned, id);
  g_list_store_append (items, owned);
}

static SpFile *
new_file (const char *name,
          SpFileState state,
          gint64      bytes)
{
  SpFile *file = sp_file_new (name);

  sp_file_set_id (file, name);
  sp_file_set_size (file, bytes);
  sp_file_set_state (file, state);
  return file;
}

static SpCodeCall *
new_call (const char  *source,
          SpCodeStatus status,
          double       elapsed)
{
  SpCodeCall *call = sp_code_call_new ();

  sp_code_call_set_code (call, source);
  sp_code_call_set_code_status (call, status);
  sp_code_call_set_elapsed (call, elapsed);
  sp_item_set_status (SP_ITEM (call), SP_ITEM_COMPLETED);
  return call;
}

static void
add_output (SpCodeCall   *call,
            SpOutputKind  kind,
            const char   *type,
            const char   *text)
{
  g_autoptr(SpOutput) output = sp_output_new (kind, type);

  sp_output_set_text (output, text);
  sp_code_call_add_output (call, output);
}

static void
add_picture (SpCodeCall *call,
             GBytes     *bytes)
{
  g_autoptr(SpOutput) output = sp_output_new (SP_OUTPUT_IMAGE, "image/png");

  sp_output_set_bytes (output, bytes);
  sp_code_call_add_output (call, output);
}

static SpMessage *
new_answer (const char *text)
{
  SpMessage *message = sp_message_new (SP_ROLE_ASSISTANT, text);

  sp_item_set_status (SP_ITEM (message), SP_ITEM_COMPLETED);
  return message;
}

static void
cite (SpMessage *message,
      SpFile    *file)
{
  g_autoptr(SpAnnotation) annotation = sp_annotation_new ("container_file_citation", 0, 4, file, NULL);

  sp_message_add_annotation (message, annotation);
}

static void
fill_story (GListStore *items,
            GBytes     *chart)
{
  SpMessage *question = sp_message_new (SP_ROLE_USER, "Could you please create bar chart in the TRANSPORTATION sector for the "
                                        "operating profit from the uploaded csv file and provide file to me?");
  g_autoptr(SpFile) csv = new_file ("nifty_500_quarterly_results.csv", SP_FILE_READY, 94211);
  g_autoptr(SpFile) png = new_file ("transportation profit.png", SP_FILE_READY, 28340);
  g_autoptr(SpFile) report = new_file ("report.docx", SP_FILE_DOWNLOADING, 1 << 20);
  g_autofree char *chart_path = g_build_filename (folder, "chart.png", NULL);
  SpCodeCall *failed = new_call ("import pandas as pd\n\ndf = pd.read_csv(\"/mnt/data/nifty.csv\")\n"
                                 "sector = df[df[\"Sector\"] == \"TRANSPORTATION\"]\nsector\n", SP_CODE_FAILED, 0.42);
  SpCodeCall *drawn = new_call (code, SP_CODE_SUCCEEDED, 1.27);
  SpMessage *reply = new_answer (answer);
  SpReasoning *reasoning = sp_reasoning_new ("First I should **look at the file**, then choose the columns.");

  sp_file_set_in_sandbox (csv, TRUE);
  sp_message_add_attachment (question, csv);
  add (items, question);
  sp_item_set_status (SP_ITEM (reasoning), SP_ITEM_COMPLETED);
  add (items, reasoning);
  add_output (failed, SP_OUTPUT_LOGS, NULL, traceback);
  add (items, failed);
  add_output (drawn, SP_OUTPUT_LOGS, NULL, "9 companies in \033[1;32mTRANSPORTATION\033[0m\n");
  add_output (drawn, SP_OUTPUT_TABLE, "application/vnd.sandpiper.table+json", table);
  add_picture (drawn, chart);
  add (items, drawn);
  sp_file_set_local_path (png, chart_path);
  sp_file_set_origin (png, SP_FILE_GENERATED);
  sp_file_set_origin (report, SP_FILE_GENERATED);
  sp_file_set_progress (report, 0.45);
  cite (reply, png);
  cite (reply, png);
  cite (reply, report);
  add (items, reply);
}

static void
fill_states (GListStore *items,
             GBytes     *chart)
{
  static const guint8 huge[24] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\0\0\0\1\0\0";
  g_autoptr(GString) log = g_string_new (NULL);
  g_autoptr(GBytes) bomb = g_bytes_new_static (huge, sizeof huge);
  g_autoptr(SpFile) failed_file = new_file ("quarter\xe2\x80\xae" "fdp.exe", SP_FILE_LOCAL, 512);
  SpMessage *question = sp_message_new (SP_ROLE_USER, "Now the same for banks.");
  SpMessage *waiting = sp_message_new (SP_ROLE_ASSISTANT, "");
  SpCodeCall *writing = new_call ("import pandas as pd\n\nfor sector in df[\"sector\"].uni", SP_CODE_WRITING, -1);
  SpCodeCall *running = new_call ("for i in range(100):\n    print(i)\n", SP_CODE_RUNNING, -1);
  SpCodeCall *stopped = new_call ("while True:\n    pass\n", SP_CODE_INTERRUPTED, 84);
  SpCodeCall *rich = new_call ("df.describe()", SP_CODE_SUCCEEDED, 0.03);
  SpMessage *incomplete = new_answer ("The banks' profits are");

  sp_file_fail (failed_file, "The service refused it: .exe files are not supported.");
  sp_message_add_attachment (question, failed_file);
  add (items, question);
  add (items, writing);
  for (guint i = 1; i <= 100; i++)
    g_string_append_printf (log, "\033[3%um%3u\033[0m  step of a hundred, loss %.4f\n", i % 8, i, 1.0 / i);
  add_output (running, SP_OUTPUT_LOGS, NULL, log->str);
  add (items, running);
  add (items, stopped);
  add_output (rich, SP_OUTPUT_TABLE, "text/html", html_table);
  add_output (rich, SP_OUTPUT_OTHER, "application/json", "{\"answer\": 42}");
  add_picture (rich, bomb);
  add (items, rich);
  sp_item_set_status (SP_ITEM (incomplete), SP_ITEM_INCOMPLETE);
  add (items, incomplete);
  add (items, sp_unknown_item_new ("web_search_call", "{\"type\":\"web_search_call\",\"status\":\"completed\"}"));
  sp_item_set_status (SP_ITEM (waiting), SP_ITEM_IN_PROGRESS);
  add (items, waiting);
}

static gboolean
shot_cb (gpointer user_data)
{
  GtkWidget *window = user_data;
  GtkNative *native = GTK_NATIVE (window);
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (window), gtk_widget_get_height (window));
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (native), node, NULL);
  gdk_texture_save_to_png (texture, shot);
  gtk_window_destroy (GTK_WINDOW (window));
  return G_SOURCE_REMOVE;
}

static GtkWidget *
create_rows (GListStore *items)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (items)); i++)
    {
      g_autoptr(SpItem) item = g_list_model_get_item (G_LIST_MODEL (items), i);
      GtkWidget *row = sp_item_row_new ();

      sp_item_row_set_item (SP_ITEM_ROW (row), item);
      gtk_box_append (GTK_BOX (box), row);
    }
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  return box;
}

static void
activate_cb (GtkApplication *application)
{
  g_autoptr(GListStore) items = g_list_store_new (SP_TYPE_ITEM);
  g_autoptr(GBytes) chart = draw_chart ();
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  int width = 1000;
  int height = 900;

  if (page == 0)
    fill_story (items, chart);
  else
    fill_states (items, chart);
  if (size != NULL && sscanf (size, "%dx%d", &width, &height) != 2)
    g_error ("--size wants WIDTHxHEIGHT");

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 820);
  adw_clamp_set_child (ADW_CLAMP (clamp), create_rows (items));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  if (shot != NULL)
    g_timeout_add (1500, shot_cb, window);
}

int
main (int    argc,
      char **argv)
{
  const GOptionEntry entries[] = {
    { "page", 0, 0, G_OPTION_ARG_INT, &page, "Which page", "N" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &size, "Size of the window", "WIDTHxHEIGHT" },
    { "shot", 0, 0, G_OPTION_ARG_FILENAME, &shot, "Draw into a picture and end", "FILE" },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(AdwApplication) application = NULL;
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);

  folder = g_dir_make_tmp ("gallery-XXXXXX", NULL);
  application = g_object_new (ADW_TYPE_APPLICATION,
                              "application-id", "io.github.sandpiper_app.Gallery",
                              "resource-base-path", SP_RESOURCE_PREFIX,
                              "flags", G_APPLICATION_NON_UNIQUE,
                              NULL);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
