//! Intervals for metrics: how sure can one be of a share, a mean, a net promoter score?
