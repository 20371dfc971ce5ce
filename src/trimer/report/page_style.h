/// @file
/// The style sheet of a page. One column of text, figures in two widths, tables that scroll on their own.
#pragma once

namespace trimer::report {

inline constexpr const char* page_style = R"css(
:root{--ink:#1b1f24;--muted:#59616b;--paper:#ffffff;--shade:#f4f6f8;--rule:#d5dae0;--link:#005a8c;--caution:#fff4dc;--caution-rule:#e69f00}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--muted:#a9b1ba;--paper:#15181c;--shade:#20252b;--rule:#3a424b;--link:#7fc0ea;--caution:#3a2f14;--caution-rule:#e69f00}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 "Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif;overflow-wrap:break-word}
main,header,footer{max-width:52rem;margin:0 auto;padding:0 1rem}
.banner{background:#1b1f24;color:#fff;font-size:.8125rem;padding:.45rem 1rem;text-align:center}
h1{font-size:1.75rem;line-height:1.2;margin:1.6rem 0 .4rem}
h2{font-size:1.25rem;line-height:1.3;margin:2.6rem 0 .6rem;padding-top:.5rem;border-top:2px solid var(--ink)}
p,ul{margin:.7rem 0;max-width:46rem}
.subtitle{color:var(--muted);margin:0 0 1rem}
a{color:var(--link)}
nav{background:var(--shade);padding:.6rem 1rem;margin:1rem 0;font-size:.9375rem}
nav ol{margin:0;padding-left:1.3rem;columns:2;column-gap:2rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(12.5rem,1fr));gap:.75rem;margin:1.2rem 0}
.card{border:1px solid var(--rule);padding:.7rem .85rem}
.card b{display:block;font-size:1.55rem;line-height:1.25;font-variant-numeric:tabular-nums}
.card span{display:block;font-size:.875rem}
.card small{display:block;color:var(--muted);font-size:.8125rem;line-height:1.4;margin-top:.2rem}
.callout{border-left:4px solid var(--rule);background:var(--shade);padding:.6rem .9rem;margin:1.1rem 0;font-size:.9375rem;line-height:1.45}
.callout.caution{border-color:var(--caution-rule);background:var(--caution)}
.callout p,.callout ul{margin:.2rem 0}.callout ul{padding-left:1.2rem}
figure{margin:1.8rem 0}
.drawing{background:#fff;padding:4px 0}
.drawing svg{display:block;width:100%;height:auto}
.narrow{display:none}
.narrow svg{max-width:26rem;margin:0 auto}
figcaption,caption{font-size:.875rem;line-height:1.45;color:var(--muted);text-align:left}
figcaption b,caption b{color:var(--ink)}
figcaption{margin-top:.4rem}
caption{padding-bottom:.4rem}
details{font-size:.875rem;margin-top:.3rem}
summary{cursor:pointer;color:var(--link)}
.scroll{overflow-x:auto;margin:1.2rem 0;max-width:100%}
table{border-collapse:collapse;font-size:.875rem;line-height:1.4;min-width:100%}
th,td{padding:.32rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
thead th{border-bottom:2px solid var(--ink);vertical-align:bottom;font-weight:600}
thead .number{white-space:normal}thead small{display:block;font-weight:400;color:var(--muted)}
tbody th{font-weight:400;position:sticky;left:0;background:var(--paper);min-width:min(10rem,32vw);overflow-wrap:anywhere}
tbody th.group{font-weight:600;padding-top:.8rem;position:static}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.notes{font-size:.8125rem;color:var(--muted);margin:.3rem 0 0;padding-left:1.1rem}
footer{margin-top:3rem;padding-bottom:2rem;border-top:2px solid var(--ink);font-size:.8125rem;color:var(--muted)}
dl{display:grid;grid-template-columns:minmax(6rem,max-content) minmax(0,1fr);gap:.15rem 1rem;margin:.8rem 0}
dt{font-weight:600}
dd{margin:0;font-family:ui-monospace,Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
@media(max-width:40rem){.cards{grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.5rem}body{font-size:1rem}h1{font-size:1.45rem}nav ol{columns:1}.wide{display:none}.narrow{display:block}main,header,footer{padding:0 .75rem}th,td{padding:.3rem .45rem}
table.stacked,table.stacked tbody{display:block}table.stacked caption{display:block}table.stacked thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table.stacked tr{display:block;padding:.35rem 0;border-bottom:1px solid var(--rule)}table.stacked th,table.stacked td{display:block;border:0;padding:.08rem 0;text-align:left;position:static;white-space:normal}
table.stacked tbody th{font-weight:600}table.stacked th.group{font-size:1rem;padding:.5rem 0 0}
table.stacked td{display:grid;grid-template-columns:8.5rem minmax(0,1fr);gap:.6rem}table.stacked td::before{content:attr(data-label);color:var(--muted)}
table.stacked td:empty,table.stacked tbody th:empty{display:none}}
@media print{:root{--ink:#000;--muted:#444;--paper:#fff;--shade:#f4f6f8;--rule:#bbb;--link:#000;--caution:#fff}
@page{margin:16mm 14mm}
body{font-size:10pt}main,header,footer{max-width:none;padding:0}nav,details,.csv{display:none}.wide{display:block}.narrow{display:none}
figure,.callout,.cards,tr{break-inside:avoid}h2{break-after:avoid}.scroll{overflow:visible}table{font-size:8pt}tbody th{position:static}
.banner{background:#fff;color:#000;border:1px solid #000}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
)css";

}  // namespace trimer::report
