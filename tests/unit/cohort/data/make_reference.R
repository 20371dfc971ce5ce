# Regenerates the data sets and reference.json beside this file. Needs R with survival and cmprsk.
# Run by hand: Rscript make_reference.R
suppressMessages({library(survival); library(cmprsk)})
options(digits = 17)

# JSON of nested lists of numbers and words; vectors of length 1 become scalars, NA and NULL become null.
json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x)) {
    parts <- vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ", "), "]"))
    return(paste0("{", paste0("\"", names(x), "\": ", parts, collapse = ",\n "), "}"))
  }
  text <- if (is.character(x)) paste0("\"", x, "\"") else vapply(x, function(v) if (is.finite(v)) format(unname(v), digits = 16) else "null", "")
  if (length(text) == 1) text else paste0("[", paste(text, collapse = ", "), "]")
}

five <- data.frame(time = c(1.5, 3, 6, 9, 12), status = c(1, 0, 1, 0, 1), group = c("a", "a", "b", "a", "b"),
                   cause = c(1, 0, 2, 0, 1))
# For the computations: status 1 = event in every set.
lung1 <- data.frame(time = lung$time, status = lung$status - 1, age = lung$age, sex = lung$sex, ph_ecog = lung$ph.ecog)
ovarian1 <- data.frame(time = ovarian$futime, status = ovarian$fustat, age = ovarian$age, resid_ds = ovarian$resid.ds,
                       rx = ovarian$rx, ecog_ps = ovarian$ecog.ps)
veteran1 <- data.frame(time = veteran$time, status = veteran$status, trt = veteran$trt,
                       celltype = as.character(veteran$celltype), karno = veteran$karno, age = veteran$age)
aml1 <- data.frame(time = aml$time, status = aml$status, x = as.character(aml$x))
# Competing causes by a fixed rule, so that the same rows serve cmprsk: every third row's event is cause 2.
with_cause <- function(d) { d$cause <- ifelse(d$status == 1, ifelse(seq_len(nrow(d)) %% 3 == 0, 2, 1), 0); d }
sets <- list(lung = with_cause(lung1), ovarian = with_cause(ovarian1), veteran = with_cause(veteran1),
             aml = with_cause(aml1), five = five)
shipped <- list(lung = lung, ovarian = ovarian, veteran = veteran, aml = aml, five = five)
for (name in names(shipped)) write.csv(shipped[[name]], paste0(name, ".csv"), row.names = FALSE, quote = FALSE, na = "")
by <- list(lung = "sex", ovarian = "rx", veteran = "celltype", aml = "x", five = "group")
taus <- list(lung = 500, ovarian = 600, veteran = 300, aml = 40, five = 10)
landmarks <- list(lung = c(180, 365, 730), ovarian = c(100, 365, 700), veteran = c(30, 90, 365), aml = c(6, 12, 24),
                  five = c(1, 6, 12))
covariates <- list(lung = c("age", "sex"), ovarian = c("age", "rx"), veteran = c("karno", "trt"), aml = "xN", five = "gN")

na <- function(x) ifelse(is.finite(x), x, NA)
out <- list()
for (name in names(sets)) {
  d <- sets[[name]]
  types <- c("log-log", "log", "plain", "logit", "arcsin")
  km <- list()
  for (type in types) {
    f <- survfit(Surv(time, status) ~ 1, data = d, conf.type = type)
    # summary()$table inverts the limits as they stand; quantile() sorts an upper limit that rises again.
    q <- summary(f)$table
    km[[type]] <- list(lower = na(f$lower), upper = na(f$upper), median = na(unname(q["median"])),
                       median_low = na(unname(q["0.95LCL"])), median_high = na(unname(q["0.95UCL"])))
  }
  f <- survfit(Surv(time, status) ~ 1, data = d)
  s <- summary(f, times = landmarks[[name]])
  rm <- survival:::survmean(f, rmean = taus[[name]])$matrix
  rev <- survfit(Surv(time, 1 - status) ~ 1, data = d)
  g <- d[[by[[name]]]]
  sd <- survdiff(Surv(time, status) ~ g, data = d)
  d$xN <- as.numeric(factor(g)) - 1; d$gN <- d$xN
  cox <- list()
  form <- as.formula(paste("Surv(time, status) ~", paste(covariates[[name]], collapse = " + ")))
  for (ties in c("efron", "breslow")) {
    c1 <- suppressWarnings(coxph(form, data = d, ties = ties, control = coxph.control(eps = 1e-12, iter.max = 50)))
    # Firth: the penalised likelihood maximised from the outside, with coxph only evaluated at given coefficients.
    at <- function(b) coxph(form, data = d, ties = ties, init = b, control = coxph.control(iter.max = 0))
    penalised <- function(b) { fit <- at(b); fit$loglik[2] - 0.5 * as.numeric(determinant(vcov(fit))$modulus) }
    slope <- function(b) vapply(seq_along(b), function(j) {
      h <- 1e-3 / sqrt(diag(solve(vcov(at(b)))))[j]; e <- replace(numeric(length(b)), j, h)
      (8 * (penalised(b + e) - penalised(b - e)) - (penalised(b + 2 * e) - penalised(b - 2 * e))) / (12 * h) }, 0)
    b <- numeric(length(coef(c1)))
    for (i in 1:200) {
      change <- vcov(at(b)) %*% slope(b)
      # The curvature of the penalty is left out; damped steps converge all the same.
      b <- b + 0.6 * as.numeric(change)
      if (max(abs(change) / (abs(b) + 1e-3)) < 1e-10) break
    }
    cox[[ties]] <- list(firth = b, firth_se = unname(sqrt(diag(vcov(at(b))))), coef = unname(coef(c1)), se = unname(sqrt(diag(vcov(c1)))), loglik = c1$loglik, score = c1$score,
                        low = unname(exp(confint(c1))[, 1]), high = unname(exp(confint(c1))[, 2]))
  }
  ci <- cuminc(d$time, d$cause, cencode = 0)
  tp <- timepoints(ci, landmarks[[name]])
  cg <- cuminc(d$time, d$cause, g, cencode = 0)
  # The Fortran of cmprsk leaves the test at -1 where the variance is singular.
  gray <- cg$Tests
  out[[name]] <- list(
    time = f$time, n_risk = f$n.risk, n_event = f$n.event, n_censor = f$n.censor, surv = f$surv,
    std_err = f$surv * ifelse(is.finite(f$std.err), f$std.err, NA), km = km,
    landmark = list(time = s$time, surv = s$surv, se = s$std.err, n_risk = s$n.risk),
    rmean = list(tau = taus[[name]], mean = unname(rm["rmean"]), se = unname(rm["se(rmean)"])),
    reverse_median = na(unname(quantile(rev, 0.5)$quantile)),
    logrank = list(by = by[[name]], groups = sort(unique(as.character(g))), observed = sd$obs, expected = sd$exp,
                   chisq = sd$chisq, df = length(sd$n) - 1, p = sd$pvalue),
    covariates = covariates[[name]], cox = cox,
    cuminc = list(time = landmarks[[name]],
                  est1 = unname(tp$est[1, ]), var1 = unname(tp$var[1, ]),
                  est2 = if (nrow(tp$est) > 1) unname(tp$est[2, ]) else NULL,
                  var2 = if (nrow(tp$var) > 1) unname(tp$var[2, ]) else NULL),
    gray = list(stat = unname(gray[, "stat"]), p = unname(gray[, "pv"]), df = unname(gray[, "df"])))
}
# Signed rank: exact without ties (stats); Hodges-Lehmann and limits.
before <- c(1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30)
after <- c(0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29)
w <- wilcox.test(after - before, exact = TRUE, conf.int = TRUE)
out$signed_rank <- list(difference = after - before, v = unname(w$statistic), p = w$p.value, estimate = unname(w$estimate),
                        low = w$conf.int[1], high = w$conf.int[2])
out$binomial <- lapply(list(c(0, 5), c(4, 5), c(81, 189), c(119, 271), c(3, 267), c(271, 271)), function(x) {
  list(k = x[1], n = x[2], low = binom.test(x[1], x[2])$conf.int[1], high = binom.test(x[1], x[2])$conf.int[2],
       wilson_low = prop.test(x[1], x[2], correct = FALSE)$conf.int[1],
       wilson_high = prop.test(x[1], x[2], correct = FALSE)$conf.int[2])})
out$versions <- list(R = paste(R.version$major, R.version$minor, sep = "."), survival = as.character(packageVersion("survival")),
                     cmprsk = as.character(packageVersion("cmprsk")))
write(json(out), "reference.json")
