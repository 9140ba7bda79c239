/** The style of the pages about costs: black on white, since they are read by day, and printed. */
export const REVIEW_STYLE = `:root{color-scheme:light}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:#eef0f3;color:#1f2937;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}
main{max-width:58rem;margin:0 auto;padding:1.5rem 1.5rem 3rem;background:#fff;overflow-wrap:break-word}
h1{margin:0 0 1rem;font-size:1.7rem;line-height:1.25}
h2{margin:2rem 0 .4rem;font-size:1.1rem}
.figures{display:flex;flex-wrap:wrap;gap:1rem 2.5rem;margin:0 0 1rem;padding:0;list-style:none}
.figures b{display:block;font-size:1.7rem;line-height:1.2}
.figures span,.foot,.none,figcaption{color:#5b6472}
.note{margin:.3rem 0;padding:.4rem .8rem;border-left:4px solid #1d4ed8;background:#f4f6fa}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1rem;margin:1.5rem 0}
figure{margin:0}
figcaption{margin-bottom:.3rem;font-weight:600}
img{display:block;width:100%;height:auto}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse}
th,td{padding:.4rem .8rem .4rem 0;border-bottom:1px solid #e5e7eb;text-align:left;vertical-align:top}
th{font-weight:400;color:#5b6472}
.amount{text-align:right;white-space:nowrap}
th.amount:last-child,td.amount:last-child{padding-right:0}
.foot{margin-top:2.5rem}
@media(max-width:36rem){main{padding:1rem}h1{font-size:1.4rem}th,td{padding-right:.5rem;font-size:.85rem}}
@media print{body{background:#fff}main{max-width:none;padding:0}section,figure{break-inside:avoid}}
`;

/** The Content-Security-Policy source of `REVIEW_STYLE`: its SHA-256. A test tells the new one when the style changes. */
export const REVIEW_STYLE_HASH = 'sha256-X2Brz4sKy75xsR5hZuJA8mzqTQ0FTJGTb142iufsgW0=';
